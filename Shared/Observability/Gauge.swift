internal import Synchronization

/// A number that goes up and down.
public final class Gauge: MetricSeries, @unchecked Sendable {
    private let current = AtomicDouble()
    private let lock = Lock()
    private var read: (@Sendable () -> Double)?  // under the lock

    init() {}

    public var value: Double { lock.withLock { read }?() ?? current.value }

    public func set(_ value: Double) { current.set(value) }

    public func add(_ amount: Double) { current.add(amount) }

    /// From now on the value is what `read` answers when somebody asks for the metrics.
    public func observe(_ read: @escaping @Sendable () -> Double) { lock.withLock { self.read = read } }

    public func write(to text: inout PrometheusText, _ name: String, _ labels: [(String, String)]) {
        text.sample(name, labels, PrometheusText.number(value))
    }
}

/// A double that several threads may add to.
final class AtomicDouble: Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (done, seen) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if done { return }
            old = seen
        }
    }
}
