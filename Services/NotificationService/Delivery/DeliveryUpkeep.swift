import FoundationEssentials
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// Finds what a crash left behind and ends what is over, every 15 s and on any replica.
@LoopActor final class DeliveryUpkeep: Service {
    nonisolated let name = "delivery-upkeep"

    /// What one round did.
    struct Round: Equatable {
        /// Attempts whose lease ended without a result.
        var rescued = 0
        /// Deliveries whose time was over.
        var expired = 0
    }

    private let postgres: PostgresClient
    private let store: DeliveryStore
    private let policy: DeliveryPolicy
    private let events: EventContexts
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let metrics: DeliveryMetrics
    private let wakeDelivery: @LoopActor () -> Void
    private let periodic: Periodic

    init(
        _ postgres: PostgresClient, _ store: DeliveryStore, policy: DeliveryPolicy = DeliveryPolicy(),
        events: EventContexts, now: @escaping @Sendable () -> Date, logger: Logger, metrics: DeliveryMetrics,
        wakeDelivery: @escaping @LoopActor () -> Void = {}
    ) {
        (self.postgres, self.store, self.policy, self.events, self.now) = (postgres, store, policy, events, now)
        (self.logger, self.metrics, self.wakeDelivery) = (logger, metrics, wakeDelivery)
        periodic = Periodic(every: .seconds(15), logger: logger)
    }

    func run() async throws {
        await periodic.run {
            _ = try await self.runOnce()
            return nil
        }
    }

    func stop() async { await periodic.stop() }

    func runOnce() async throws -> Round {
        let round = Round(
            rescued: try await store.rescue(holding: Array(policy.held)), expired: try await expire())
        if round.rescued > 0 {
            metrics.rescued.increment(by: round.rescued)
            logger.warning("Attempts ended without a result", ["count": LogValue(round.rescued)])
            wakeDelivery()
        }
        let backlog = try await store.backlog()
        metrics.waiting.set(Double(backlog.waiting))
        metrics.oldestDueAge.set(backlog.oldestAge)
        return round
    }

    private func expire() async throws -> Int {
        let ended = try await postgres.withTransaction { transaction in
            let ended = try await self.store.expire(in: transaction)
            try await self.events.append(self.announcements(ended), in: transaction)
            return ended
        }
        for one in ended {
            metrics.outcomes(one.delivery.channel.rawValue, one.delivery.status == .dead ? "dead" : "suppressed")
                .increment()
        }
        return ended.count
    }

    /// Of those that were given up; what was never tried is merely not wanted any more.
    private func announcements(_ ended: [DeliveryStore.Ended]) -> [OutboxEvent] {
        let instant = now()
        return ended.filter { $0.delivery.status == .dead }.map { one in
            NotificationEvent(.failed(error: "expired"), one.delivery, kind: one.kind, taskID: one.taskID)
                .outboxEvent(events.context(at: instant, about: "notification:\(one.delivery.notificationID)"))
        }
    }
}
