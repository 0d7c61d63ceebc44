internal import Dapr
internal import Observability
internal import Postgres
internal import Reactor
internal import ServiceKit
internal import TodoStore

/// One of the relay's lanes: takes the heads of its shards, publishes them, marks what the broker has.
///
/// Lanes share nothing but the pauses: their shards are different, so are their keys, and no order is between them.
@LoopActor final class RelayLane {
    private let number: Int
    private let config: OutboxConfig
    private let parts: RelayParts
    private var failures = RelayFailures()
    private static let mostDelivered = 10_000

    /// Topics that have an event whose other topic has not got it yet: a second try publishes only what is missing.
    private var delivered: [Int: Set<String>] = [:]

    init(_ number: Int, _ config: OutboxConfig, _ parts: RelayParts) {
        self.number = number
        self.config = config
        self.parts = parts
    }

    /// Heads to published and marked, once.
    func runOnce() async throws -> OutboxRound {
        var round = OutboxRound()
        let now = LoopClock.Instant.now
        round.pause = parts.pauses.remaining(at: now)
        let leases = parts.leases.ofLane(number, of: config.lanes)
        guard round.pause == nil, !leases.isEmpty else { return round }
        let heads = try await parts.store.heads(
            ofShards: leases.map(\.shard), excludingTopics: parts.pauses.pausedTopics(at: now), limit: limit(leases))
        guard !heads.isEmpty else { return round }
        let attempt = RelayAttempt(heads, delivered, config, parts, failures)
        try await attempt.publish()
        failures = attempt.failures
        try await parts.failpoints.reach("relay.after_publish_before_mark")
        try await mark(attempt, leases, &round)
        try await parts.failpoints.reach("relay.after_mark")
        try await put(back: attempt, &round)
        round.pause = parts.pauses.remaining(at: .now)
        return round
    }

    /// So many of each shard that every call of the lane can be full twice over.
    private func limit(_ leases: [RelayLease]) -> Int {
        max(10, 2 * config.batchSize * config.callsPerLane / leases.count)
    }

    private func mark(_ attempt: RelayAttempt, _ leases: [RelayLease], _ round: inout OutboxRound) async throws {
        let complete = attempt.complete
        delivered = attempt.delivered
        for head in complete { delivered[head.id] = nil }
        // Of shards that another relay has by now nothing comes back to be removed; forgetting costs a copy.
        if delivered.count > Self.mostDelivered { delivered = [:] }
        guard !complete.isEmpty else { return }
        let marked = try await parts.store.markPublished(
            complete.map(\.id), owner: parts.leases.owner, leases: leases)
        for head in complete { failures.forget(head.id) }
        round.published = marked.count
        parts.metrics.published.increment(by: marked.count)
        guard marked.count < complete.count else { return }
        let lost = Set(complete.filter { !marked.contains($0.id) }.map(\.shard))
        parts.leases.lost(lost)
        round.leasesLost = lost.count
    }

    private func put(back attempt: RelayAttempt, _ round: inout OutboxRound) async throws {
        try await parts.store.backOff(attempt.ownFailures)
        try await parts.store.postpone(attempt.otherFailures)
        for (head, reason) in attempt.parked {
            try await parts.store.park(head.id, reason: reason)
            failures.forget(head.id)
            delivered[head.id] = nil
            parts.logger.error(
                "Event parked", ["event_id": LogValue(head.eventID), "type": LogValue(head.type), "error": "\(reason)"])
        }
        round.delayed = attempt.ownFailures.count + attempt.otherFailures.count
        round.parked = attempt.parked.count
        parts.metrics.failed.increment(by: round.delayed)
        parts.metrics.parked.increment(by: round.parked)
    }
}
