internal import Reactor

/// Admits so many at a time, the others in the order they came.
@LoopActor final class Gate {
    private var free: Int
    private var waiting: [UnsafeContinuation<Void, Never>] = []
    private var first = 0

    /// `limit` of 0 or less admits everybody.
    nonisolated init(_ limit: Int) { free = limit > 0 ? limit : .max }

    func enter() async {
        await withUnsafeContinuation { continuation in
            // Asked in here: a debug build may let others run between the call and this.
            guard free > 0 else { return waiting.append(continuation) }
            free -= 1
            continuation.resume()
        }
    }

    /// The place goes to the one who waits longest.
    func leave() {
        guard first < waiting.count else {
            free += 1
            return
        }
        let next = waiting[first]
        first += 1
        if first == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            first = 0
        }
        next.resume()
    }
}
