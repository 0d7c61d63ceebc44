import Observability

/// What the service counts of storing; kinds are a closed list.
struct NotificationMetrics: Sendable {
    let stored: CounterFamily
    let claimTime: HistogramFamily
    /// How long the longest waiting reminder, or notice of a due date, has been due.
    let oldestDueAge: GaugeFamily

    init(_ metrics: Metrics) {
        stored = metrics.counter("notifications_stored_total", "Notifications stored.", labels: ["kind"])
        claimTime = metrics.histogram(
            "reminder_claim_seconds", "How long claiming and storing a batch of what is due takes.", labels: ["what"])
        oldestDueAge = metrics.gauge(
            "reminder_oldest_due_age_seconds", "How long the oldest due reminder or notice has been waiting.",
            labels: ["what"])
    }
}
