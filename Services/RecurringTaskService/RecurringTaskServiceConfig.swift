import Configuration
import Messaging
import TodoCore

/// What `recurring-task-service serve` reads at start.
struct RecurringTaskServiceConfig: Sendable {
    var process: ProcessConfig
    /// How much one run does for one series.
    var limits: CatchUpPlan.Limits

    /// - `dapr.app.…` 8002, `probes.…` 9002.
    /// - `recurrence.catchUpMax` (int, 30): tasks of one series made in one run; older occurrences are recorded as missed.
    init(_ config: ConfigReader) {
        process = ProcessConfig(
            config, name: "todo-recurring", ports: (8002, 9002), connections: (read: 1, write: 1, sessions: 2))
        limits = CatchUpPlan.Limits(
            tasks: config.value(
                "recurrence.catchUpMax", default: CatchUpPlan.Limits().tasks,
                check: { (1...1_000).contains($0) ? nil : "must be between 1 and 1000" },
                "tasks of one series made in one run"))
    }
}
