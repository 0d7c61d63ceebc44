/// A fault that is switched on: for whom, how often, how likely.
struct FaultRule: Sendable, Equatable {
    let fault: Fault
    var scope = FaultScope()
    /// How many times it may strike yet; nil is without end.
    var count: Int?
    var probability = 1.0
    /// Given when it is switched on.
    var id = 0
    /// How many times it has struck.
    var hits = 0
}
