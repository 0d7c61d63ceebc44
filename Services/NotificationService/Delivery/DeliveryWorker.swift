import Dapr
import FoundationEssentials
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Delivers through one component, one notification at a time: claim and commit, call, record.
///
/// Never two requests at once: the sidecar's mail binding writes each request into the component and would send mail to
/// the wrong person. Claims are single too, so that a crash leaves at most one attempt whose outcome nobody knows.
@LoopActor final class DeliveryWorker: Service {
    nonisolated let name: String

    /// What one round came to.
    enum Round: Equatable {
        /// Nothing is due.
        case idle
        /// The breaker is open for so long.
        case paused(Duration)
        /// The delivery was not wanted any more.
        case suppressed
        case attempted(DeliveryOutcome)
    }

    /// What an attempt came to and is not on record yet.
    private struct Report {
        let claim: ClaimedDelivery
        let result: DeliveryStore.Result
        let events: [OutboxEvent]
        let outcome: String
    }

    private let channel: any DeliveryChannel
    private let store: DeliveryStore
    private let policy: DeliveryPolicy
    private let events: EventContexts
    private let now: @Sendable () -> Date
    private let clock: @Sendable () -> LoopClock.Instant
    private let failpoints: Failpoints
    private let logger: Logger
    private let metrics: DeliveryMetrics
    private let periodic: Periodic
    private var breaker = CircuitBreaker()
    private var unrecorded: Report?
    private var isStopping = false

    init(
        _ channel: any DeliveryChannel, _ store: DeliveryStore, policy: DeliveryPolicy = DeliveryPolicy(),
        events: EventContexts, now: @escaping @Sendable () -> Date,
        clock: @escaping @Sendable () -> LoopClock.Instant = { .now }, failpoints: Failpoints = Failpoints(),
        logger: Logger, metrics: DeliveryMetrics
    ) {
        name = "delivery-\(channel.component)"
        (self.channel, self.store, self.policy, self.events) = (channel, store, policy, events)
        (self.now, self.clock, self.failpoints, self.metrics) = (now, clock, failpoints, metrics)
        self.logger = logger.adding(["component": LogValue(channel.component)])
        periodic = Periodic(every: .seconds(1), logger: logger)
    }

    /// Makes a round follow at once: something was stored.
    func wake() { periodic.wake() }

    func run() async throws {
        await periodic.run { try await self.turn() }
    }

    func stop() async {
        isStopping = true
        await periodic.stop()
    }

    /// Delivers until nothing is due; answers the pause until the next look.
    private func turn() async throws -> Duration? {
        while !isStopping {
            switch try await runOnce() {
            case .idle, .attempted(.unreachable): return nil
            case .paused(let pause): return pause
            case .suppressed, .attempted: await Task.yield()
            }
        }
        return nil
    }

    /// Delivers what is due longest, if anything is.
    func runOnce() async throws -> Round {
        // A result that could not be written goes first: forgotten, the mail would be sent again.
        if let report = unrecorded { try await record(report) }
        if let pause = breaker.pause(at: clock()) { return .paused(pause) }
        let started = clock()
        guard let claim = try await store.claim(channel: channel.channel, limit: 1).first else { return .idle }
        metrics.claimTime(channel.channel.rawValue).observe(started.duration(to: clock()))
        guard !isStopping else {
            try await store.release([claim])
            return .idle
        }
        try await failpoints.reach("notif.after_attempt_row")
        if let obstacle = claim.obstacle {
            try await record(
                Report(claim: claim, result: .suppressed(reason: obstacle), events: [], outcome: "suppressed"))
            return .suppressed
        }
        return .attempted(try await attempt(claim))
    }

    private func attempt(_ claim: ClaimedDelivery) async throws -> DeliveryOutcome {
        let started = clock()
        let outcome = await channel.deliver(claim)
        metrics.deliveryTime(channel.channel.rawValue).observe(started.duration(to: clock()))
        try await failpoints.reach("notif.after_send_before_record")
        note(outcome, claim)
        guard let result = policy.result(of: outcome, for: claim) else {
            metrics.outcomes(channel.channel.rawValue, outcome.name).increment()
            try await store.release([claim])
            return outcome
        }
        try await record(
            Report(claim: claim, result: result, events: announcements(result, claim), outcome: outcome.name))
        if case .rejected(_, isAddressDead: true) = outcome, try await store.suppressMail(to: claim.user.id) {
            logger.notice("Mail to an address that came back twice stops", ["user_id": LogValue(claim.user.id)])
        }
        return outcome
    }

    /// Writes a result down, and keeps it for the next round when the database is away.
    private func record(_ report: Report) async throws {
        unrecorded = report
        let isRecorded = try await store.record(report.result, of: report.claim, events: report.events)
        unrecorded = nil
        metrics.outcomes(channel.channel.rawValue, report.outcome).increment()
        if !isRecorded {
            logger.warning(
                "The lease ended before the result was on record",
                ["delivery_id": LogValue(report.claim.delivery.id), "outcome": LogValue(report.outcome)])
        }
    }

    /// What others hear of it: only what is certain and final.
    private func announcements(_ result: DeliveryStore.Result, _ claim: ClaimedDelivery) -> [OutboxEvent] {
        let fact: NotificationEvent.Fact
        switch result {
        case .sent: fact = .sent
        case .dead(let error): fact = .failed(error: error)
        case .retry, .suppressed, .unknown: return []
        }
        let event = NotificationEvent(
            fact, claim.delivery, kind: claim.notification.kind, taskID: claim.notification.taskID)
        return [event.outboxEvent(events.context(at: now(), about: "notification:\(claim.notification.id)"))]
    }

    // MARK: The breaker

    private func note(_ outcome: DeliveryOutcome, _ claim: ClaimedDelivery) {
        let wasClosed = breaker.isClosed
        var opened = false
        switch outcome {
        case .sent, .rejected, .refused(_, isOutage: false, _): opened = breaker.note(isOutage: false, at: clock())
        case .refused(_, isOutage: true, _), .unknown: opened = breaker.note(isOutage: true, at: clock())
        case .misconfigured:
            breaker.open(at: clock())
            opened = true
        case .unreachable: break  // says nothing about what lies behind the sidecar
        }
        metrics.open(channel.component).set(breaker.isClosed ? 0 : 1)
        log(outcome, claim)
        if opened { logger.error("Nothing is delivered for 30 s", ["error": LogValue(outcome.error ?? "")]) }
        if !wasClosed, breaker.isClosed { logger.notice("Delivered again") }
    }

    private func log(_ outcome: DeliveryOutcome, _ claim: ClaimedDelivery) {
        let fields: Logger.Fields = [
            "delivery_id": LogValue(claim.delivery.id), "kind": LogValue(claim.notification.kind.rawValue),
            "attempt": LogValue(claim.delivery.attempts), "outcome": LogValue(outcome.name),
        ]
        if let error = outcome.error {
            logger.warning("Not delivered", fields.merging(["error": LogValue(error)]) { old, _ in old })
        } else {
            logger.info("Delivered", fields)
        }
    }
}
