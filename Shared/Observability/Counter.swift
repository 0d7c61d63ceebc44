internal import Synchronization

/// A number that only grows. An increment is one atomic addition.
public final class Counter: MetricSeries {
    private let count = Atomic<UInt64>(0)

    init() {}

    public var value: Int { Int(clamping: count.load(ordering: .relaxed)) }

    /// Adds; a negative amount is left out, for a counter never falls.
    public func increment(by amount: Int = 1) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    public func write(to text: inout PrometheusText, _ name: String, _ labels: [(String, String)]) {
        text.sample(name, labels, String(count.load(ordering: .relaxed)))
    }
}
