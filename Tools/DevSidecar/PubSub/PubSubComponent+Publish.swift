internal import Reactor

/// The way to the broker, and what goes wrong on it.
extension PubSubComponent {
    /// Why an entry of a bulk request was not stored, by its position.
    typealias Failures = [(index: Int, reason: String)]

    /// Stores what somebody publishes to a topic; it returns once that is durable. What it answers failed by itself.
    @discardableResult func publish(_ records: [NewRecord], to topic: String) async throws(LogError) -> Failures {
        let place = context.place(component: name, topic: topic)
        let now = LoopClock.Instant.now
        guard breaker.admits(now: now) else { throw .failed("circuit breaker is open") }
        guard !context.faults.isQuiet else {
            try await append(records)
            breaker.succeeded()
            return []
        }
        if let rule = context.faults.draw(.brokerSilent, at: place) {
            try await outwait(rule, records)
            return []
        }
        if context.faults.draw(.brokerDown, at: place) != nil { throw await refusal() }
        breaker.succeeded()
        if case .lateStore(let delay, let copies)? = context.faults.draw(.lateStore, at: place)?.fault {
            storeLater(records, delay, copies)
            throw .failed("EOF")
        }
        var failures: Failures = []
        var stored: [NewRecord] = []
        for (index, record) in records.enumerated() {
            if context.faults.draw(.partialBulk, at: place) != nil, records.count > 1 {
                failures.append((index, Self.noLeader))
            } else {
                stored.append(record)
            }
        }
        if context.faults.draw(.doubleStore, at: place) != nil { stored = stored.flatMap { [$0, $0] } }
        try await append(stored)
        return failures
    }

    private static let noLeader =
        "kafka server: In the middle of a leadership election, there is currently no leader for this partition and "
        + "hence it is unavailable for writes"

    /// A broker that refuses: an error after a while, for the third time an open breaker (rows 4.1, 4.2).
    private func refusal() async -> LogError {
        let range = context.figures.brokerRefusal
        let delay = Duration.milliseconds(context.faults.number(in: range))
        if let limit = outbound.timeout, limit < delay {
            await context.pauses.pause(limit)
            return .failed("context deadline exceeded")
        }
        await context.pauses.pause(delay)
        breaker.failed(now: .now)
        return .failed(
            "kafka: client has run out of available brokers to talk to: dial tcp \(brokers): connect: connection refused"
        )
    }

    /// A broker that says nothing: the client asks again, so that what it wakes up to is there twice, whether or not
    /// the publisher still waits (row 4.4).
    private func outwait(_ rule: FaultRule, _ records: [NewRecord]) async throws(LogError) {
        let woken = Doorbell()
        context.tasks.spawn { [context] in
            await context.faults.cleared(rule.id)
            for _ in 0..<2 { try? await self.append(records) }
            woken.ring()
        }
        guard await woken.wait(outbound.timeout) else { throw .failed("context deadline exceeded") }
    }

    private func storeLater(_ records: [NewRecord], _ delay: Duration, _ copies: Int) {
        context.tasks.spawn { [context] in
            await context.pauses.pause(delay)
            for _ in 0..<copies { try? await self.append(records) }
        }
    }
}
