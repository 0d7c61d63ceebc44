internal import Observability

/// What the relay tells about itself.
struct RelayMetrics: Sendable {
    let published: Counter
    let failed: Counter
    let parked: Counter
    let leaseLost: Counter
    let publishTime: Histogram
    /// The one to alert on: over 60 s for two minutes.
    let oldestAge: Gauge
    let pending: Gauge
    let parkedNow: Gauge

    init(_ metrics: Metrics) {
        let results = metrics.counter(
            "relay_published_total", "Events sent to the broker, by result", labels: ["result"])
        published = results("published")
        failed = results("failed")
        parked = results("parked")
        leaseLost = metrics.counter("relay_lease_lost_total", "Shards that another relay took")()
        publishTime = metrics.histogram("relay_publish_seconds", "Time of one bulk publish")()
        oldestAge = metrics.gauge(
            "outbox_oldest_unpublished_age_seconds", "Since when the oldest unpublished event waits")()
        pending = metrics.gauge("outbox_pending", "Events that wait to be published")()
        parkedNow = metrics.gauge("outbox_parked", "Events that could not be published and wait for a person")()
    }
}
