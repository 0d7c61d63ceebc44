internal import Synchronization

/// How observed values spread: a count per bucket, their number and their sum.
public final class Histogram: MetricSeries, @unchecked Sendable {
    /// From half a millisecond to ten seconds; for requests, statements and publishes.
    public static let latencies: [Double] = [
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private let bounds: [Double]
    /// One per bound and one for what is above all; not cumulative, that is done when they are read.
    private let counts: UnsafeMutablePointer<Atomic<UInt64>>
    private let total = AtomicDouble()

    init(buckets: [Double]) {
        bounds = buckets.filter { $0.isFinite }
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "the buckets of a histogram ascend")
        counts = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: bounds.count + 1)
        counts.deallocate()
    }

    /// Notes one value; a value that is no number is left out.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        counts[index].wrappingAdd(1, ordering: .relaxed)
        total.add(value)
    }

    /// Notes a duration, in seconds.
    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// How many values were observed.
    public var count: Int { (0...bounds.count).reduce(0) { $0 + Int(counts[$1].load(ordering: .relaxed)) } }

    /// The sum of all observed values.
    public var sum: Double { total.value }

    public func write(to text: inout PrometheusText, _ name: String, _ labels: [(String, String)]) {
        var seen: UInt64 = 0
        for index in 0...bounds.count {
            seen += counts[index].load(ordering: .relaxed)
            let bound = index < bounds.count ? PrometheusText.number(bounds[index]) : "+Inf"
            text.sample(name + "_bucket", labels + [("le", bound)], String(seen))
        }
        text.sample(name + "_sum", labels, PrometheusText.number(total.value))
        text.sample(name + "_count", labels, String(seen))
    }
}
