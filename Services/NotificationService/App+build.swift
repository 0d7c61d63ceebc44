import Dapr
import FoundationEssentials
import HTTP
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension App {
    /// What `serve` is made of.
    struct Notifications {
        /// In order of dependency: started from the first, stopped from the last.
        let services: [any Service]
        let reminders: ReminderWorker
        let deliveries: [DeliveryWorker]
    }

    /// The service, composed; `now` and the identifiers are its only edges beside what the configuration names.
    @LoopActor static func build(
        _ config: NotificationServiceConfig, _ context: CommandContext,
        now: @escaping @Sendable () -> Date = WallClock.now, ids: IdentifierSource = .system
    ) -> Notifications {
        let (logger, metrics) = (context.logger, context.metrics)
        let parts = ProcessParts(config.process, context)
        let (postgres, failpoints) = (parts.postgres, config.process.failpoints)
        let signal = OutboxSignal(postgres)
        let committed: @LoopActor @Sendable () -> Void = { signal.raise() }
        let events = EventContexts(ids: ids, committed: committed)

        // One worker for each component, because each takes one request at a time.
        let deliveryStore = DeliveryStore(postgres, committed: committed)
        let deliveryMetrics = DeliveryMetrics(metrics)
        let deliveries = channels(config.mail, parts.dapr, logger).map {
            DeliveryWorker(
                $0, deliveryStore, events: events, now: now, failpoints: failpoints, logger: logger,
                metrics: deliveryMetrics)
        }
        let wakeDelivery: @LoopActor @Sendable () -> Void = { for worker in deliveries { worker.wake() } }
        let upkeep = DeliveryUpkeep(
            postgres, deliveryStore, events: events, now: now, logger: logger, metrics: deliveryMetrics,
            wakeDelivery: wakeDelivery)

        let notificationMetrics = NotificationMetrics(metrics)
        let users = UserStore(postgres)
        let writer = NotificationWriter(
            notifications: NotificationStore(postgres), metrics: notificationMetrics, wakeDelivery: wakeDelivery)
        let reminders = ReminderWorker(
            DueReminders(
                postgres: postgres, users: users, limits: config.reminders, writer: writer, events: events,
                zones: context.zones),
            DueNotices(postgres: postgres, users: users, writer: writer, events: events, zones: context.zones),
            logger: logger, metrics: notificationMetrics)

        let subscriptions = parts.subscriptions(EventContexts.source, now: now, committed: committed)
        TaskEventSubscriber(users: users, writer: writer, zones: context.zones, ids: ids, now: now)
            .subscribe(to: subscriptions)

        let sidecarListener = parts.sidecarListener { router in
            router.use(AcknowledgementFailpoint(failpoints: failpoints))
            subscriptions.addRoutes(to: router)
            CronTrigger("reminder-cron") {
                reminders.wake()
                wakeDelivery()
            }.addRoute(to: router)
        }
        var services = parts.services + [signal, ParkedEventWorker(subscriptions)]
        services += [Reconciler(postgres, subscriptions), upkeep]
        services += deliveries
        services += [reminders, sidecarListener]
        return Notifications(services: services, reminders: reminders, deliveries: deliveries)
    }

    @LoopActor private static func channels(
        _ mail: MailConfig, _ dapr: DaprClient, _ logger: Logger
    ) -> [any DeliveryChannel] {
        guard !mail.bindings.isEmpty else { return [LogChannel(.email, logger: logger), LogChannel(logger: logger)] }
        return mail.bindings.map { MailChannel(dapr, binding: $0, from: mail.from) } + [LogChannel(logger: logger)]
    }
}
