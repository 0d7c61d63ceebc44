internal import FoundationEssentials
internal import Observability
internal import Postgres
public import Reactor
public import ServiceKit
internal import TodoCore
internal import TodoStore

/// Tries parked events again: 2 s, 10 s, a minute, ten minutes and an hour after each failure.
///
/// After the last it stays for a person, and `todo-dlq` is told through the outbox.
@LoopActor public final class ParkedEventWorker: Service {
    /// Events of one round; more follow in the next at once.
    private static let roundSize = 100

    public nonisolated let name = "parked-events"
    private let intake: EventIntake
    private let periodic: Periodic

    public init(_ subscriptions: Subscriptions) {
        intake = subscriptions.intake
        periodic = Periodic(every: .seconds(2), logger: intake.logger)
    }

    public func run() async throws {
        await periodic.run {
            let tried = try await self.runOnce()
            try await self.count()
            return tried == Self.roundSize ? .zero : nil
        }
    }

    public func stop() async { await periodic.stop() }

    /// Tries what is due, each event in a transaction of its own; answers how many were tried.
    public func runOnce() async throws -> Int {
        var tried = 0
        while tried < Self.roundSize, try await tryNext() { tried += 1 }
        return tried
    }

    private func tryNext() async throws -> Bool {
        var claimed: ParkedEvents.Event?
        do {
            claimed = try await intake.postgres.withTransaction { transaction in
                claimed = try await self.intake.parked.nextDue(of: self.intake.consumer, in: transaction)
                guard let event = claimed else { return nil }
                try await self.intake.retry(event, transaction)
                try await self.intake.parked.resolve(event.id, in: transaction)
                return event
            }
            guard let claimed else { return false }
            intake.logger.notice("Parked event handled", ["event_id": Self.id(claimed)])
            intake.committed()
            return true
        } catch let error where EventIntake.isAway(error) {
            throw error
        } catch {
            guard let event = claimed else { throw error }
            try await settle(event, error)
            return true
        }
    }

    private func settle(_ event: ParkedEvents.Event, _ error: any Error) async throws {
        let reason = EventIntake.text(error)
        let delay = RetryPolicy.parkedEvents.delay(after: event.attempts + 1)
        if let delay, !(error is CloudEventMistake) {
            return try await intake.parked.postpone(
                event.id, reason: ParkedEvents.Reason(reason, retryAfter: delay))
        }
        let key = (try? CloudEvent.decode(event.raw))?.partitionKey.flatMap { UUID(uuidString: $0) }
        try await intake.postgres.withTransaction { transaction in
            try await self.intake.parked.giveUp(event.id, reason: reason, in: transaction)
            let news = self.intake.announcement(
                event.raw, event.topic, reason, attempts: event.attempts + 1, key: key)
            try await Outbox.append([news], in: transaction)
        }
        intake.committed()
        intake.logger.error("Parked event given up", ["event_id": Self.id(event), "error": LogValue(error)])
    }

    private func count() async throws {
        let counts = try await intake.parked.counts(of: intake.consumer)
        intake.metrics.parked.set(Double(counts.parked))
        intake.metrics.givenUp.set(Double(counts.givenUp))
    }

    private static func id(_ event: ParkedEvents.Event) -> LogValue { LogValue(event.eventID?.description ?? "none") }
}
