#if canImport(Testing)
    internal import Reactor

    /// A value that the first caller makes and everybody else waits for.
    @LoopActor final class Once<Value: Sendable> {
        private var result: Result<Value, any Error>?
        private var isMaking = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func value(_ make: @LoopActor () async throws -> Value) async throws -> Value {
            if let result { return try result.get() }
            if isMaking {
                await withCheckedContinuation { continuation in
                    if result == nil { waiting.append(continuation) } else { continuation.resume() }
                }
            } else {
                isMaking = true
                do { result = .success(try await make()) } catch { result = .failure(error) }
                for waiter in waiting { waiter.resume() }
                waiting = []
            }
            guard let result else { preconditionFailure("made without a result") }
            return try result.get()
        }
    }
#endif
