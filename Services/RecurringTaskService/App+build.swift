import FoundationEssentials
import HTTP
import JSON
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension App {
    /// What `serve` is made of.
    struct RecurringTasks {
        /// In order of dependency: started from the first, stopped from the last.
        let services: [any Service]
        let worker: RecurrenceWorker
    }

    /// The service, composed; `now` and the identifiers are its only edges beside what the configuration names.
    @LoopActor static func build(
        _ config: RecurringTaskServiceConfig, _ context: CommandContext,
        now: @escaping @Sendable () -> Date = WallClock.now, ids: IdentifierSource = .system
    ) -> RecurringTasks {
        let parts = ProcessParts(config.process, context)
        let postgres = parts.postgres
        let signal = OutboxSignal(postgres)
        let committed: @LoopActor @Sendable () -> Void = { signal.raise() }
        let writer = OccurrenceWriter(
            tasks: TaskWriter(postgres, committed: committed), series: RecurringTaskWriter(committed: committed),
            zones: context.zones, ids: ids, source: "recurring-task-service")
        let worker = RecurrenceWorker(
            postgres, writer: writer, zones: context.zones, limits: config.limits,
            failpoints: config.process.failpoints,
            logger: context.logger, metrics: context.metrics)

        let completion = CompletionSubscriber(
            writer: writer, stores: OccurrenceWriter.Stores(postgres), zones: context.zones, now: now)
        let subscriptions = parts.subscriptions("recurring-task-service", now: now, committed: committed)
        subscriptions.on(.taskEvents, CompletionSubscriber.types) { event, transaction in
            try await completion.handle(event, in: transaction)
        }
        subscriptions.on(.taskEvents, [.relayHeartbeat]) { _, _ in }  // the inbox row is its whole purpose

        let sidecarListener = parts.sidecarListener { router in
            subscriptions.addRoutes(to: router)
            CronTrigger("recurring-cron", wake: worker.wake).addRoute(to: router)
            router.post("/internal/tick") { _, _ in
                worker.wake()
                return .empty(.noContent)
            }
        }
        return RecurringTasks(
            services: parts.services + [
                signal, ParkedEventWorker(subscriptions), Reconciler(postgres, subscriptions), worker, sidecarListener,
            ], worker: worker)
    }
}
