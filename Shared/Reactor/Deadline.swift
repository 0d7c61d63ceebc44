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
    try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await onLoop(body) }
        group.addTask { try await expire(after: limit) }
        defer { group.cancelAll() }
        // The body's result, its error, or nil from the timer; a cancelled caller gets the body's word, too.
        if case .some(.some(let result)) = try await group.next() { return result }
        group.cancelAll()
        do {
            guard case .some(.some(let result)) = try await group.next() else { throw CancellationError() }
            return result
        } catch {
            throw DeadlineExceeded(limit: limit)
        }
    }
}

@LoopActor private func expire<T: Sendable>(after limit: Duration) async throws -> T? {
    try await LoopClock().sleep(for: limit)
    return nil
}
