import Reactor
import Testing

@LoopActor @Suite struct LoopTimerTests {
    @LoopActor final class Order {
        var fired: [Int] = []
        var timers: [LoopTimer] = []
    }

    @Test func timersFireInOrderOfDeadlineThenOfCreation() async throws {
        let order = Order()
        let now = LoopClock.Instant.now
        for (index, delay) in [30, 10, 20, 10].enumerated() {
            order.timers.append(
                LoopTimer(at: now.advanced(by: .milliseconds(delay))) { order.fired.append(index) })
        }
        try await LoopClock().sleep(until: now.advanced(by: .milliseconds(40)), tolerance: nil)
        #expect(order.fired == [1, 3, 2, 0])
    }

    @Test func aCancelledTimerDoesNotFireEvenInTheSameTurn() async throws {
        let order = Order()
        let deadline = LoopClock.Instant.now.advanced(by: .milliseconds(1))
        for index in 0..<3 {
            order.timers.append(
                LoopTimer(at: deadline) {
                    order.fired.append(index)
                    for timer in order.timers { timer.cancel() }
                })
        }
        try await LoopClock().sleep(for: .milliseconds(5))
        #expect(order.fired == [0])
    }

    @Test func aTimerMadeByATimerWaitsForTheNextTurn() async {
        let order = Order()
        let now = LoopClock.Instant.now
        order.timers.append(
            LoopTimer(at: now) {
                order.fired.append(1)
                order.timers.append(LoopTimer(at: now) { order.fired.append(3) })
            })
        order.timers.append(LoopTimer(at: now) { order.fired.append(2) })
        #expect(order.fired.isEmpty)
        while order.fired.count < 3 { await Task.yield() }
        #expect(order.fired == [1, 2, 3])
    }

    @Test func tenThousandPendingTimersAreFoundAndTakenBack() {
        // Nothing else runs on the loop between these lines, so other suites' timers do not count.
        let before = EventLoop.main.pendingTimers
        let timers = (0..<10_000).map { LoopTimer(after: .seconds(3_600 + $0 * 7_919 % 10_000)) {} }
        #expect(EventLoop.main.pendingTimers == before + 10_000)
        for timer in timers { timer.cancel() }
        #expect(EventLoop.main.pendingTimers == before)
    }

    @Test func sleepingEndsAtOnceWhenCancelled() async {
        let task = Task { @LoopActor in try await LoopClock().sleep(for: .seconds(3_600)) }
        await Task.yield()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aTaskCancelledBeforeItSleepsDoesNotSleep() async {
        let task = Task { @LoopActor in
            withUnsafeCurrentTask { $0?.cancel() }
            try await LoopClock().sleep(for: .seconds(3_600))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
