internal import Dapr
internal import Observability
internal import Reactor
internal import TodoStore

/// One round's events on their way to the broker, and what became of each.
@LoopActor final class RelayAttempt {
    private let heads: [OutboxHead]
    private let config: OutboxConfig
    private let parts: RelayParts
    /// Which topics have which event.
    private(set) var delivered: [Int: Set<String>]
    private(set) var failures: RelayFailures
    private(set) var ownFailures: [OutboxStore.Failure] = []
    private(set) var otherFailures: [OutboxStore.Failure] = []
    private(set) var parked: [(head: OutboxHead, reason: String)] = []
    private var calls: [RelayCall] = []
    private var nextCall = 0
    private var isCancelled = false

    init(
        _ heads: [OutboxHead], _ delivered: [Int: Set<String>], _ config: OutboxConfig, _ parts: RelayParts,
        _ failures: RelayFailures
    ) {
        self.heads = heads
        self.delivered = delivered
        self.config = config
        self.parts = parts
        self.failures = failures
    }

    /// Events that all their topics have.
    var complete: [OutboxHead] { heads.filter { missing($0).isEmpty } }

    private func missing(_ head: OutboxHead) -> [String] {
        guard let has = delivered[head.id] else { return head.topics }
        return head.topics.filter { !has.contains($0) }
    }

    /// Publishes every event to its first topic and then, where that worked, to its second.
    func publish() async throws {
        var reached: Set<Int>?
        while case let wave = wave(reached), !wave.isEmpty {
            calls = RelayCall.calls(wave, config)
            nextCall = 0
            let before = delivered
            await runCalls()
            if isCancelled { throw CancellationError() }
            reached = Set(wave.map(\.head.id).filter { delivered[$0] != before[$0] })
            if parts.pauses.remaining(at: .now) != nil { return }
        }
    }

    /// The next missing topic of each event that got further in the wave before.
    private func wave(_ reached: Set<Int>?) -> [(topic: String, head: OutboxHead)] {
        let paused = parts.pauses.pausedTopics(at: .now)
        return heads.compactMap { head in
            guard reached?.contains(head.id) ?? true, let topic = missing(head).first, !paused.contains(topic)
            else { return nil }
            return (topic, head)
        }
    }

    private func runCalls() async {
        guard calls.count > 1 else { return await work() }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(config.callsPerLane, calls.count) { group.addTask { await self.work() } }
        }
    }

    private func work() async {
        while nextCall < calls.count, !isCancelled {
            let call = calls[nextCall]
            nextCall += 1
            await run(call)
        }
    }

    private func run(_ call: RelayCall) async {
        let started = LoopClock.Instant.now
        do throws(DaprError) {
            let result = try await parts.publisher.publish(call.entries, call.topic)
            parts.metrics.publishTime.observe(started.duration(to: .now))
            settle(call, result)
        } catch {
            await settle(call, error)
        }
    }

    // MARK: What became of a call

    private func settle(_ call: RelayCall, _ result: BulkResult) {
        let failed = call.heads.filter { result.failure(of: String($0.id)) != nil }
        let passed = call.heads.count - failed.count
        if passed > 0 { parts.pauses.passed(call.topic) }
        failures.notePassed(passed, on: call.topic)
        for head in call.heads {
            if let error = result.failure(of: String(head.id)) {
                settle(head, error, on: call.topic, besidePassing: passed > 0)
            } else {
                delivered[head.id, default: []].insert(call.topic)
            }
        }
        // Events that were parked leave the way free; of others it is not known whether it was they or the broker.
        if passed == 0, call.heads.contains(where: { result.failure(of: String($0.id))?.kind != .payload }) {
            parts.pauses.hesitate(at: .now, random: parts.random())
        }
    }

    /// A failed entry is unknown, not absent: it goes again, and its copies do no harm.
    private func settle(_ head: OutboxHead, _ error: DaprError, on topic: String, besidePassing: Bool) {
        if error.kind == .payload { return park(head, error.description) }
        let isOwn = failures.isOwnFailure(of: head.id, on: topic, besidePassing: besidePassing)
        let attempts = head.attempts + (isOwn ? 1 : 0)
        if attempts >= RelayFailures.attemptsBeforeParking { return park(head, error.description) }
        let delay = RetryPolicy.relay.delay(after: attempts + 1, random: parts.random()) ?? .zero
        let failure = OutboxStore.Failure(id: head.id, delay: delay, error: error.description)
        if isOwn { ownFailures.append(failure) } else { otherFailures.append(failure) }
    }

    private func park(_ head: OutboxHead, _ reason: String) { parked.append((head, reason)) }

    /// The call as a whole failed, and nothing is known about its entries.
    private func settle(_ call: RelayCall, _ error: DaprError) async {
        switch error.kind {
        case .cancelled: isCancelled = true
        case .configuration: pause(call.topic, error)
        case .payload where call.heads.count > 1:
            // One bad entry refuses the whole call: each by itself tells which.
            for head in call.heads {
                var single = RelayCall(call.topic)
                single.append(head)
                await run(single)
            }
        case .payload: for head in call.heads { park(head, error.description) }
        case .conflict, .transient: await rest(call.topic, error)
        }
    }

    private func rest(_ topic: String, _ error: DaprError) async {
        let isMissing = error.code == "ERR_PUBSUB_NOT_FOUND" || error.code == "ERR_PUBSUB_NOT_CONFIGURED"
        if isMissing, parts.pauses.notFound(topic, at: .now), await parts.publisher.isHealthy() {
            return pause(topic, error)
        }
        parts.pauses.backOff(at: .now, random: parts.random())
        parts.metrics.failed.increment()
        parts.logger.warning("Publishing failed, backing off", ["topic": "\(topic)", "error": LogValue(error)])
    }

    private func pause(_ topic: String, _ error: DaprError) {
        parts.pauses.pause(topic, at: .now)
        parts.logger.error(
            "The sidecar refuses this topic, pausing it for 30 s", ["topic": "\(topic)", "error": LogValue(error)])
    }
}
