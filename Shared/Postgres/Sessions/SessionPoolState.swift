/// Who has which session and who waits for one; sessions and waiters are numbers here.
///
/// Waiters are served in the order they came. A session that comes back goes to the next waiter; one that is lost
/// leaves room for a new one, which is dialled while somebody waits.
struct SessionPoolState {
    enum Action: Equatable {
        case lease(session: Int, waiter: Int)
        case dial
    }

    let limit: Int
    private(set) var idle: [Int] = []
    private(set) var leased: Set<Int> = []
    private(set) var dialling = 0
    private(set) var waiters: [Int] = []

    init(limit: Int) { self.limit = limit }

    var open: Int { idle.count + leased.count }

    mutating func acquire(_ waiter: Int) -> [Action] {
        waiters.append(waiter)
        return next()
    }

    /// The waiter gave up.
    mutating func withdraw(_ waiter: Int) {
        waiters.removeAll { $0 == waiter }
    }

    /// A dialled session is there.
    mutating func connected(_ session: Int) -> [Action] {
        dialling -= 1
        idle.append(session)
        return next()
    }

    mutating func release(_ session: Int) -> [Action] {
        guard leased.remove(session) != nil else { return [] }
        idle.append(session)
        return next()
    }

    /// The session's connection is gone, leased or not.
    mutating func lost(_ session: Int) -> [Action] {
        idle.removeAll { $0 == session }
        leased.remove(session)
        return next()
    }

    private mutating func next() -> [Action] {
        var actions: [Action] = []
        while !waiters.isEmpty, let session = idle.popLast() {
            leased.insert(session)
            actions.append(.lease(session: session, waiter: waiters.removeFirst()))
        }
        while dialling < waiters.count, open + dialling < limit {
            dialling += 1
            actions.append(.dial)
        }
        return actions
    }
}
