/// The work did not end within its time.
public struct DeadlineExceeded: Error, Sendable {
    public let limit: Duration
}

/// Runs `body`, cancels it after `limit`, waits for it to end and then throws ``DeadlineExceeded``.
///
/// A body that ends by itself in the last moment keeps its result.
@LoopActor public func withDeadline<T: Sendable>(
    _ limit: Duration, _ body: @escaping @LoopActor @Sendable () async throws -> T
) async throws -> T {
    let expiry = Expiry()
    return try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await onLoop(body) }
        let timer = LoopTimer(after: limit) { expiry.expire() }
        expiry.onExpire = { [group] in group.cancelAll() }
        defer { timer.cancel() }
        do {
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        } catch  where expiry.hasExpired {
            throw DeadlineExceeded(limit: limit)
        }
    }
}

@LoopActor private final class Expiry {
    private(set) var hasExpired = false
    var onExpire: (() -> Void)?

    func expire() {
        hasExpired = true
        onExpire?()
    }
}
