import Configuration
import Messaging
import TodoStore

/// What `notification-service serve` reads at start.
struct NotificationServiceConfig: Sendable {
    var process: ProcessConfig
    /// From when on a reminder is late, and from when on it is not sent any more.
    var reminders: ReminderStore.Limits
    var mail: MailConfig

    /// - `dapr.app.…` 8001, `probes.…` 9001.
    /// - `reminder.lateLimit` (duration, PT24H): a reminder later than this is skipped.
    /// - `mail.…`: ``MailConfig``.
    init(_ config: ConfigReader) {
        process = ProcessConfig(
            config, name: "todo-notification", ports: (8001, 9001), connections: (read: 1, write: 1, sessions: 3))
        reminders = ReminderStore.Limits(
            late: config.value(
                "reminder.lateLimit", default: ReminderStore.Limits().late,
                check: { $0 > .zero ? nil : "must be longer than nothing" },
                "a reminder later than this is skipped"))
        mail = MailConfig(config)
    }
}
