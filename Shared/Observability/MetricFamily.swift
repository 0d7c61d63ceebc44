public typealias CounterFamily = MetricFamily<Counter>
public typealias GaugeFamily = MetricFamily<Gauge>
public typealias HistogramFamily = MetricFamily<Histogram>

/// What a family is made of: ``Counter``, ``Gauge`` or ``Histogram``.
public protocol MetricSeries: AnyObject, Sendable {
    /// Writes the samples of one series.
    func write(to text: inout PrometheusText, _ name: String, _ labels: [(String, String)])
}

/// Name, help, kind and label names of a family.
struct MetricDescription: Sendable {
    enum Kind: String {
        case counter, gauge, histogram
    }

    let name: String
    let help: String
    let kind: Kind
    let labels: [String]

    init(_ name: String, _ help: String, _ kind: Kind, _ labels: [String]) {
        precondition(Self.isName(name), "\(name) is no name for a metric")
        precondition(
            labels.allSatisfy { Self.isName($0) && !$0.contains(":") && !$0.hasPrefix("__") && $0 != "le" },
            "\(labels) are no names for labels")
        (self.name, self.help, self.kind, self.labels) = (name, help, kind, labels)
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x3A, 0x41...0x5A, 0x5F, 0x61...0x7A: true  // 0-9 : A-Z _ a-z
            default: false
            }
        }
    }
}

/// All series of one name. Call it with the labels' values to get a series; on hot paths keep what it returns.
public final class MetricFamily<Series: MetricSeries>: MetricsText, @unchecked Sendable {
    /// More label values than an honest metric has; Prometheus pays for each series for ever.
    static var limit: Int { 256 }

    private let description: MetricDescription
    private let make: @Sendable () -> Series
    private let lock = Lock()
    private var series: [[String]: Series] = [:]

    init(_ description: MetricDescription, make: @escaping @Sendable () -> Series) {
        self.description = description
        self.make = make
    }

    /// The series of these values, one per label of the family, in its order.
    public func callAsFunction(_ values: String...) -> Series { self[values] }

    /// The series of these values, one per label of the family, in its order.
    public subscript(_ values: [String]) -> Series {
        precondition(values.count == description.labels.count, "\(description.name) has other labels")
        return lock.withLock {
            if let known = series[values] { return known }
            let values = series.count < Self.limit ? values : values.map { _ in "other" }
            if let known = series[values] { return known }
            let made = make()
            series[values] = made
            return made
        }
    }

    func write(to text: inout PrometheusText) {
        let all = lock.withLock { series }
        guard !all.isEmpty || description.labels.isEmpty else { return }
        text.head(description)
        if all.isEmpty { return self[[]].write(to: &text, description.name, []) }
        for (values, series) in all.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            series.write(to: &text, description.name, Array(zip(description.labels, values)))
        }
    }
}

extension MetricFamily<Gauge> {
    /// Reads the gauge without labels only when somebody asks for the metrics.
    public func observe(_ read: @escaping @Sendable () -> Double) { self().observe(read) }
    /// Sets the gauge that has no labels.
    public func set(_ value: Double) { self().set(value) }
}

extension MetricFamily<Counter> {
    /// Counts on the counter that has no labels.
    public func increment(by amount: Int = 1) { self().increment(by: amount) }
}

extension MetricFamily<Histogram> {
    /// Notes a value on the histogram that has no labels.
    public func observe(_ value: Double) { self().observe(value) }
}
