internal import Reactor

/// The application health check: begins unhealthy, one success makes healthy, so many failures in a row unhealthy.
struct AppHealthState: Sendable, Equatable {
    let threshold: Int
    private(set) var isHealthy = false
    private var failures = 0

    init(threshold: Int) { self.threshold = threshold }

    /// Takes a probe's result; true when the state changed by it.
    mutating func take(_ succeeded: Bool) -> Bool {
        guard !succeeded else {
            failures = 0
            defer { isHealthy = true }
            return !isHealthy
        }
        failures += 1
        guard isHealthy, failures >= threshold else { return false }
        isHealthy = false
        return true
    }
}
