import Reactor
import Testing

@LoopActor @Suite struct DeadlineTests {
    @Test func workThatEndsInTimeKeepsItsResult() async throws {
        #expect(try await withDeadline(.seconds(60)) { 7 } == 7)
    }

    @Test func workThatTakesTooLongIsCancelled() async {
        await #expect(throws: DeadlineExceeded.self) {
            try await withDeadline(.milliseconds(5)) { try await LoopClock().sleep(for: .seconds(3_600)) }
        }
    }

    @Test func anErrorOfTheWorkPassesThrough() async {
        struct Broken: Error {}
        await #expect(throws: Broken.self) { try await withDeadline(.seconds(60)) { throw Broken() } }
    }

    @Test func theCallersCancellationIsNoDeadline() async {
        let task = Task { @LoopActor in
            try await withDeadline(.seconds(60)) { try await LoopClock().sleep(for: .seconds(3_600)) }
        }
        await Task.yield()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
