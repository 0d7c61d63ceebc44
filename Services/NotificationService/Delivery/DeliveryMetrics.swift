import Observability
import TodoCore

/// What is counted of deliveries; channels and outcomes are closed lists.
struct DeliveryMetrics: Sendable {
    let outcomes: CounterFamily
    let claimTime: HistogramFamily
    let deliveryTime: HistogramFamily
    /// 1 while the breaker of a component is open.
    let open: GaugeFamily
    let waiting: Gauge
    let oldestDueAge: Gauge
    let rescued: Counter

    init(_ metrics: Metrics) {
        outcomes = metrics.counter(
            "deliveries_total", "Attempts to deliver, and deliveries ended without one.",
            labels: ["channel", "outcome"])
        claimTime = metrics.histogram(
            "delivery_claim_seconds", "How long claiming a delivery takes.", labels: ["channel"])
        deliveryTime = metrics.histogram(
            "delivery_seconds", "How long the channel takes for a delivery.", labels: ["channel"],
            buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
        open = metrics.gauge("delivery_breaker_open", "1 while nothing is claimed for it.", labels: ["component"])
        waiting = metrics.gauge("delivery_waiting", "Deliveries that are due.")()
        oldestDueAge = metrics.gauge(
            "delivery_oldest_due_age_seconds", "How long the longest due delivery has been waiting.")()
        rescued = metrics.counter(
            "deliveries_rescued_total", "Attempts whose lease ended without a result: nobody knows what became of them."
        )()
    }
}
