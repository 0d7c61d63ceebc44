/// How long to leave a database alone that did not let us in: up to 50 ms, then up to twice as long each time, at most
/// 2 s, chosen evenly (full jitter), so that processes that lost it together do not come back together.
struct ReconnectDelay {
    private(set) var failures = 0

    mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        let ceiling = min(2_000, 50 << min(failures, 6))
        failures += 1
        return .milliseconds(Int.random(in: 1...ceiling, using: &random))
    }

    mutating func reset() { failures = 0 }
}
