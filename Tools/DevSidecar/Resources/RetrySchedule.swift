/// When to try again: the delays of a resiliency retry policy or of a component's own back-off.
struct RetrySchedule: Sendable, Equatable {
    enum Policy: Sendable, Equatable {
        case constant(Duration)
        /// 500 ms, each 1.5 times the one before, half of it at random, never above the cap.
        case exponential(cap: Duration)
    }

    var policy: Policy
    /// Tries after the first; nil has no end.
    var maxRetries: Int?
    /// Statuses that are tried again; nil is all. Failures without a status always are.
    var statuses: [ClosedRange<Int>]?

    init(_ policy: Policy, maxRetries: Int?, statuses: [ClosedRange<Int>]? = nil) {
        (self.policy, self.maxRetries, self.statuses) = (policy, maxRetries, statuses)
    }

    init(_ node: YAMLNode, name: String) throws(ResourceError) {
        func duration(_ key: String, _ fallback: Duration) throws(ResourceError) -> Duration {
            guard let text = node[key]?.string else { return fallback }
            guard let value = GoDuration.parse(text) else {
                throw ResourceError("retry \(name): \(key) is no duration")
            }
            return value
        }
        switch node["policy"]?.string ?? "constant" {
        case "exponential": policy = .exponential(cap: try duration("maxInterval", .seconds(60)))
        default: policy = .constant(try duration("duration", .seconds(5)))
        }
        let limit = node["maxRetries"]?.int ?? -1
        maxRetries = limit < 0 ? nil : limit
        if let text = node["matching"]?["httpStatusCodes"]?.string { statuses = Self.ranges(text) }
    }

    /// `429,500-599`.
    static func ranges(_ text: String) -> [ClosedRange<Int>] {
        text.split(separator: ",").compactMap { part in
            let ends = part.split(separator: "-").compactMap { Int($0.replacing(" ", with: "")) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            return first...last
        }
    }

    /// The delay before try number `attempt` (1 is the first repetition); nil when the tries are used up.
    func delay(before attempt: Int, random: Double) -> Duration? {
        if let maxRetries, attempt > maxRetries { return nil }
        switch policy {
        case .constant(let duration): return duration
        case .exponential(let cap):
            var interval = 0.5
            for _ in 1..<max(1, min(attempt, 64)) { interval = min(interval * 1.5, cap / .seconds(1)) }
            return .seconds(min(interval, cap / .seconds(1)) * (0.5 + random))
        }
    }

    /// Whether a failure of that kind is tried again; nil is a failure without a status.
    func covers(status: Int?) -> Bool {
        guard let statuses, let status else { return true }
        return statuses.contains { $0.contains(status) }
    }
}
