internal import Reactor

/// Calls that wait for a place in the window: first come, first served within an origin, the origins in turn.
///
/// One server that answers slowly thus delays its own callers and not everybody's.
@LoopActor struct CallQueue {
    private var waiting: [Substring: [HTTPClientCall]] = [:]
    private var turns: [Substring] = []
    private var nextTurn = 0

    var isEmpty: Bool { turns.isEmpty }

    nonisolated init() {}

    mutating func append(_ call: HTTPClientCall) {
        if waiting[call.origin] == nil { turns.append(call.origin) }
        waiting[call.origin, default: []].append(call)
    }

    mutating func popFirst() -> HTTPClientCall? {
        guard !turns.isEmpty else { return nil }
        if nextTurn >= turns.count { nextTurn = 0 }
        let origin = turns[nextTurn]
        guard let call = waiting[origin]?.first else { return nil }
        remove(call)
        if waiting[origin] != nil { nextTurn += 1 }
        return call
    }

    mutating func remove(_ call: HTTPClientCall) {
        guard let index = waiting[call.origin]?.firstIndex(where: { $0 === call }) else { return }
        waiting[call.origin]?.remove(at: index)
        guard waiting[call.origin]?.isEmpty == true else { return }
        waiting[call.origin] = nil
        guard let turn = turns.firstIndex(of: call.origin) else { return }
        turns.remove(at: turn)
        if turn < nextTurn { nextTurn -= 1 }
    }
}
