/// A family that can write itself.
protocol MetricsText: AnyObject, Sendable {
    func write(to text: inout PrometheusText)
}

/// The families by name.
final class MetricsRegistry: @unchecked Sendable {
    private let lock = Lock()
    private var byName: [String: any MetricsText] = [:]

    var families: [any MetricsText] {
        lock.withLock { byName.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// The family of that name, made when it is asked for first.
    func family<Series: MetricSeries>(
        _ name: String, _ make: () -> MetricFamily<Series>
    ) -> MetricFamily<Series> {
        lock.withLock {
            if let known = byName[name] {
                guard let family = known as? MetricFamily<Series> else {
                    preconditionFailure("the metric \(name) is of another kind elsewhere")
                }
                return family
            }
            let family = make()
            byName[name] = family
            return family
        }
    }
}
