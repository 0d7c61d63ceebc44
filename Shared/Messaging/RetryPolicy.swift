/// How long to wait after a failure, by the number of failures. Pure: the caller brings the randomness.
public struct RetryPolicy: Sendable, Equatable {
    private enum Shape: Sendable, Equatable {
        case exponential(base: Duration, cap: Duration, attempts: Int?)
        case steps([Duration])
    }

    private let shape: Shape

    /// A random part of `base`, doubled with each failure up to `cap`: many that failed together come back spread out.
    ///
    /// - Parameter attempts: how many are made before giving up; nil never gives up.
    public static func fullJitter(base: Duration, cap: Duration, attempts: Int? = nil) -> RetryPolicy {
        RetryPolicy(shape: .exponential(base: base, cap: cap, attempts: attempts))
    }

    /// Exactly these pauses, then giving up.
    public static func steps(_ pauses: [Duration]) -> RetryPolicy { RetryPolicy(shape: .steps(pauses)) }

    /// The relay, when the sidecar or the broker is away.
    public static let relay = fullJitter(base: .milliseconds(100), cap: .seconds(10))
    /// An event whose handling failed: then it stays for a person.
    public static let parkedEvents = steps([
        .seconds(2), .seconds(10), .seconds(60), .seconds(600), .seconds(3_600),
    ])
    /// A delivery to somebody outside.
    public static let delivery = fullJitter(base: .seconds(2), cap: .seconds(3_600), attempts: 12)

    /// The pause after the failure of attempt `attempt`, counted from 1; nil when that was the last.
    ///
    /// - Parameter random: from 0 to 1.
    public func delay(after attempt: Int, random: Double = .random(in: 0..<1)) -> Duration? {
        let index = max(1, attempt) - 1
        switch shape {
        case .steps(let pauses):
            return index < pauses.count ? pauses[index] : nil
        case .exponential(let base, let cap, let attempts):
            if let attempts, index + 1 >= attempts { return nil }
            // Past 2^40 every cap is reached, and the multiplication would overflow.
            let longest = index > 40 ? cap : min(cap, base * (1 << index))
            return longest * min(1, max(0, random))
        }
    }
}
