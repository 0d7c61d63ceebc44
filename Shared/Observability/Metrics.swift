/// The counters, gauges and histograms of a process, and their text for Prometheus.
///
/// One registry per process, passed in. Labels are route templates, topics and outcomes, never ids: a family holds at
/// most 256 series, what comes later is counted under "other".
public final class Metrics: Sendable {
    private let registry = MetricsRegistry()

    public init() {}

    /// A number that only grows; its name ends in `_total`.
    public func counter(_ name: String, _ help: String, labels: [String] = []) -> CounterFamily {
        registry.family(name) { CounterFamily(MetricDescription(name, help, .counter, labels), make: Counter.init) }
    }

    /// A number that goes up and down.
    public func gauge(_ name: String, _ help: String, labels: [String] = []) -> GaugeFamily {
        registry.family(name) { GaugeFamily(MetricDescription(name, help, .gauge, labels), make: Gauge.init) }
    }

    /// A number that is read only when somebody asks for the metrics. The latest registration of a name counts.
    public func gauge(_ name: String, _ help: String, observe: @escaping @Sendable () -> Double) {
        gauge(name, help).observe(observe)
    }

    /// How observed values (seconds) spread over `buckets`, upper bounds in ascending order; +Inf is added.
    public func histogram(
        _ name: String, _ help: String, labels: [String] = [], buckets: [Double] = Histogram.latencies
    ) -> HistogramFamily {
        registry.family(name) {
            HistogramFamily(MetricDescription(name, help, .histogram, labels)) { Histogram(buckets: buckets) }
        }
    }

    /// Everything in Prometheus' text format 0.0.4, families in order of name.
    public func text() -> [UInt8] {
        var text = PrometheusText()
        for family in registry.families { family.write(to: &text) }
        return text.bytes
    }

    /// The content type of ``text()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"
}
