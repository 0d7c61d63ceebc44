/// Which statements one session has prepared: at most 256, the one unused for longest gives way.
struct PreparedSet {
    let limit: Int
    private var lastUse: [Int: UInt64] = [:]
    private var clock: UInt64 = 0

    init(limit: Int = 256) { self.limit = limit }

    var count: Int { lastUse.count }

    enum Need: Equatable {
        case nothing
        case prepare
        /// The other one has to go first.
        case prepareAfterClosing(Int)
    }

    /// What has to be sent before `statement` can be executed. The statement counts as prepared from now on.
    mutating func use(_ statement: Int) -> Need {
        clock += 1
        if lastUse.updateValue(clock, forKey: statement) != nil { return .nothing }
        guard lastUse.count > limit, let oldest = lastUse.min(by: { $0.value < $1.value })?.key else { return .prepare }
        lastUse[oldest] = nil
        return .prepareAfterClosing(oldest)
    }

    /// The server did not come to prepare it, or has forgotten it.
    mutating func forget(_ statement: Int) {
        lastUse[statement] = nil
    }
}
