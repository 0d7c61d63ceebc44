internal import Observability
internal import TodoCore

/// What a consumer tells about its events.
struct EventMetrics: Sendable {
    private let results: CounterFamily
    let batchTime: Histogram
    /// From the relay's writing of a heartbeat to its arrival here: the true latency, end to end.
    let latency: Histogram
    let parked: Gauge
    let givenUp: Gauge
    let redriven: Counter
    let unconsumed: Gauge

    init(_ metrics: Metrics) {
        results = metrics.counter(
            "events_received_total", "Delivered events, by topic and result", labels: ["topic", "result"])
        batchTime = metrics.histogram("events_batch_seconds", "Time to take one delivery in")()
        latency = metrics.histogram("events_latency_seconds", "From the outbox to this consumer, by heartbeats")()
        parked = metrics.gauge("events_parked", "Events that failed here and are tried again or wait for a person")()
        givenUp = metrics.gauge("events_given_up", "Parked events that wait for a person")()
        redriven = metrics.counter("outbox_redriven_total", "Events published again because they never arrived")()
        unconsumed = metrics.gauge("outbox_unconsumed", "Events published three times over that never arrived")()
    }

    func received(_ topic: Topic, _ result: String) -> Counter { results(topic.rawValue, result) }
}
