internal import FoundationEssentials
internal import HTTP
internal import Observability
internal import Postgres
internal import Reactor
internal import TodoCore
internal import TodoStore

/// Takes delivered events in: each noted and handled once, the unusable and the failing ones parked.
@LoopActor final class EventIntake {
    /// The database answers, and nothing gets done.
    private struct TooSlow: Error {}

    let consumer: String
    var handlers: [EventType: EventHandler] = [:]
    let postgres: PostgresClient
    let parked: ParkedEvents
    let logger: Logger
    let metrics: EventMetrics
    let now: () -> Date
    let committed: @LoopActor () -> Void

    init(
        consumer: String, _ postgres: PostgresClient, logger: Logger, metrics: Metrics, now: @escaping () -> Date,
        committed: @escaping @LoopActor () -> Void
    ) {
        self.consumer = consumer
        self.postgres = postgres
        parked = ParkedEvents(postgres)
        self.logger = logger
        self.metrics = EventMetrics(metrics)
        self.now = now
        self.committed = committed
    }

    /// Answers a delivery: everything acknowledged, or 500 for all of it when the database is away.
    func receive(_ request: HTTPRequest, _ topic: Topic) async throws -> HTTPResponse {
        let started = LoopClock.Instant.now
        let batch = try await DeliveredBatch.read(request)
        do {
            try await take(batch.events, topic)
        } catch let error where Self.isAway(error) {
            logger.warning(
                "Delivery refused, it comes again", ["topic": "\(topic.rawValue)", "error": LogValue(error)])
            throw Problem(.internalServerError, "database-unavailable", "The events could not be stored.")
        }
        metrics.batchTime.observe(started.duration(to: .now))
        return batch.acknowledgement()
    }

    private func take(_ events: [DeliveredEvent], _ topic: Topic) async throws {
        do {
            let tally = try await postgres.withTransaction { transaction in
                try await self.take(events, topic, transaction)
            }
            report(tally, events, topic)
        } catch let error where Self.isAway(error) {
            throw error
        } catch {
            logger.info("Batch failed, its events go one by one", ["error": LogValue(error)])
            var timeouts = 0
            for event in events { try await takeAlone(event, topic, &timeouts) }
        }
        committed()
    }

    /// The events of one transaction: one inbox statement, then what is fresh, in the order of the delivery.
    private func take(
        _ events: [DeliveredEvent], _ topic: Topic, _ transaction: PostgresTransaction
    ) async throws -> EventTally {
        let arrivals = events.compactMap { event in
            isWanted(event) ? event.eventID.map { event.arrival(on: topic, $0) } : nil
        }
        var fresh = try await Inbox.admit(arrivals, by: consumer, in: transaction)
        var tally = EventTally()
        for delivered in events {
            switch delivered.content {
            case .unusable(let mistake): try await park(delivered, mistake, topic, transaction)
            case .event(let event):
                guard isWanted(delivered) else { continue }
                // Taken out, so that a copy in the same batch finds nothing.
                guard fresh.remove(event.id) != nil else {
                    tally.duplicates += 1
                    continue
                }
                try await handle(event, transaction)
                tally.handled += 1
            }
        }
        return tally
    }

    /// Heartbeats have no handler and are noted all the same: they move the watermark.
    private func isWanted(_ delivered: DeliveredEvent) -> Bool {
        guard let type = delivered.event?.type else { return false }
        return type == .relayHeartbeat || handlers[type] != nil
    }

    private func handle(_ event: CloudEvent, _ transaction: PostgresTransaction) async throws {
        guard let type = event.type, let handler = handlers[type] else { return }
        try await handler(event, transaction)
    }

    private func takeAlone(_ delivered: DeliveredEvent, _ topic: Topic, _ timeouts: inout Int) async throws {
        do {
            let tally = try await postgres.withTransaction { transaction in
                try await self.take([delivered], topic, transaction)
            }
            report(tally, [delivered], topic)
        } catch let error where Self.isAway(error) {
            throw error
        } catch {
            // One may wait for a row that somebody holds; two, and it is the database: the batch comes again.
            if (error as? PostgresError)?.kind == .timeout {
                timeouts += 1
                if timeouts > 1 { throw TooSlow() }
            }
            try await parked.park(
                delivered.raw, eventID: delivered.eventID, topic: topic.rawValue, consumer: consumer,
                reason: ParkedEvents.Reason(
                    Self.text(error), retryAfter: RetryPolicy.parkedEvents.delay(after: 1)), now: now())
            metrics.received(topic, "parked").increment()
            logger.error(
                "Event failed and is parked",
                ["event_id": LogValue(delivered.eventID?.description ?? "none"), "error": LogValue(error)])
        }
    }

    /// Tries a parked event again, with the same handler and inbox.
    func retry(_ event: ParkedEvents.Event, _ transaction: PostgresTransaction) async throws {
        let decoded = try CloudEvent.decode(event.raw)
        let arrival = Inbox.Arrival(eventID: decoded.id, topic: event.topic)
        guard !(try await Inbox.admit([arrival], by: consumer, in: transaction)).isEmpty else { return }
        try await handle(decoded, transaction)
    }

    // MARK: What cannot be used

    /// Parked without further tries, and told to people with tools of the broker.
    private func park(
        _ delivered: DeliveredEvent, _ mistake: CloudEventMistake, _ topic: Topic, _ transaction: PostgresTransaction
    ) async throws {
        let raw = delivered.raw
        let reason = mistake.detail.isEmpty ? mistake.reason.rawValue : "\(mistake.reason.rawValue): \(mistake.detail)"
        try await parked.park(
            raw, eventID: mistake.eventID, topic: topic.rawValue, consumer: consumer,
            reason: ParkedEvents.Reason(Self.printable(reason), retryAfter: nil), now: now(), in: transaction)
        try await Outbox.append(
            [announcement(raw, topic.rawValue, reason, attempts: 1, key: nil)], in: transaction)
    }

    /// The event that tells `todo-dlq` of one that was given up.
    func announcement(
        _ raw: [UInt8], _ topic: String, _ reason: String, attempts: Int, key: UUID?
    ) -> OutboxEvent {
        let instant = now()
        let id = EventID.make(now: instant, random: .random(in: .min ... .max))
        return OutboxEvent.parked(
            consumer: consumer, topic: topic, reason: Self.printable(reason), attempts: attempts,
            // Half of what the broker takes: escapes make a text longer.
            original: Array(raw.prefix(512 << 10)), key: key,
            EventContext(
                eventID: id, now: instant, actor: .service(consumer), source: consumer,
                correlationID: id.description))
    }

    // MARK: Words and numbers

    private func report(_ tally: EventTally, _ events: [DeliveredEvent], _ topic: Topic) {
        metrics.received(topic, "handled").increment(by: tally.handled)
        metrics.received(topic, "duplicate").increment(by: tally.duplicates)
        for delivered in events {
            switch delivered.content {
            case .unusable(let mistake):
                metrics.received(topic, "parked").increment()
                logger.error(
                    "Event cannot be used and is parked",
                    [
                        "event_id": LogValue(mistake.eventID?.description ?? "none"),
                        "reason": "\(mistake.reason.rawValue)",
                    ])
            case .event(let event):
                if event.type == nil { metrics.received(topic, "unknown_type").increment() }
                if event.type == .relayHeartbeat, let time = event.time {
                    metrics.latency.observe(max(0, now().timeIntervalSince(time)))
                }
            }
        }
    }

    /// True when nothing is wrong with the events: the database is away or too busy, or the service stops.
    static func isAway(_ error: any Error) -> Bool {
        if error is CancellationError || error is TooSlow { return true }
        guard let error = error as? PostgresError else { return false }
        switch error.kind {
        case .connectionLost, .outcomeUnknown, .unavailable, .busy, .cancelled: return true
        default: return false
        }
    }

    static func text(_ error: any Error) -> String {
        printable((error as? PostgresError)?.debugDescription ?? String(describing: error))
    }

    /// Without what PostgreSQL does not take in a text.
    static func printable(_ text: String) -> String { text.replacing("\0", with: "\u{FFFD}") }
}
