import Reactor
import ServiceKit
import TestSupport
import Testing

@testable import Messaging

@LoopActor @Suite struct OutboxSignalTests {
    /// Counts what is sent; each sending ends when the test says so.
    @LoopActor final class Channel {
        var sent = 0
        var inFlight = 0
        var most = 0
        let started = Latch()
        let gate = Latch()

        func send() async {
            sent += 1
            inFlight += 1
            most = max(most, inFlight)
            started.open()
            await gate.wait()
            inFlight -= 1
        }
    }

    @Test func commitsDuringANotifyShareTheNext() async throws {
        let channel = Channel()
        var hints = 0
        let signal = OutboxSignal(hint: { hints += 1 }, send: { await channel.send() })
        let running = Task { try await signal.run() }
        signal.raise()
        await channel.started.wait()
        for _ in 0..<1_000 { signal.raise() }
        #expect(channel.sent == 1)
        #expect(hints == 1_001)
        channel.started.close()
        channel.gate.open()
        await channel.started.wait()
        #expect(channel.sent == 2)
        #expect(channel.most == 1)
        running.cancel()
        try await running.value
        #expect(channel.sent == 2)
    }
}
