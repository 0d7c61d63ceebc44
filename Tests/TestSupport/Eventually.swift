#if canImport(Testing)
    public import Reactor

    /// What was waited for did not come true.
    public struct NotInTime: Error, CustomStringConvertible {
        public let description: String
    }

    /// Asks again and again, every 50 ms, until `condition` holds; throws ``NotInTime`` when it never does.
    ///
    /// - Parameter limit: only there so that a failing test ends; a loaded machine may need a long one.
    @LoopActor public func eventually(
        _ what: @autoclosure () -> String, within limit: Duration = .seconds(90),
        _ condition: @LoopActor () async throws -> Bool
    ) async throws {
        let end = LoopClock.Instant.now.advanced(by: limit)
        while try await !condition() {
            guard LoopClock.Instant.now < end else {
                throw NotInTime(description: "not within \(limit): \(what())")
            }
            try await LoopClock().sleep(for: .milliseconds(50))
        }
    }
#endif
