#if canImport(Testing)
    internal import Reactor

    /// Runs `body` for 0, 1 … `count - 1` in as many tasks at once and answers what each did, in that order.
    @LoopActor public func concurrently<T: Sendable>(
        _ count: Int, _ body: @escaping @LoopActor @Sendable (Int) async throws -> T
    ) async -> [Result<T, any Error>] {
        await withTaskGroup(of: (Int, Result<T, any Error>).self) { group in
            for index in 0..<count { group.addTask { await attempt(index, body) } }
            var results: [(Int, Result<T, any Error>)] = []
            while let result = await group.next() { results.append(result) }
            return results
        }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    @LoopActor private func attempt<T: Sendable>(
        _ index: Int, _ body: @LoopActor @Sendable (Int) async throws -> T
    ) async -> (Int, Result<T, any Error>) {
        do {
            return (index, .success(try await body(index)))
        } catch {
            return (index, .failure(error))
        }
    }
#endif
