internal import Dapr
internal import Reactor

/// When the relay holds back, as a whole or for a topic, by what the sidecar answered. Pure; time is a parameter.
struct RelayPauses {
    /// How long a topic rests after a refusal that only a person can mend.
    static let configurationPause = Duration.seconds(30)
    /// How long "no such component" counts as a sidecar that is going away or coming up.
    static let notFoundPatience = Duration.seconds(30)

    private var failures = 0
    private var resumeAt: LoopClock.Instant?
    private var topics: [String: LoopClock.Instant] = [:]
    private var notFoundSince: [String: LoopClock.Instant] = [:]

    /// How long the whole relay still rests; nil when it may go on.
    func remaining(at now: LoopClock.Instant) -> Duration? {
        guard let resumeAt, resumeAt > now else { return nil }
        return now.duration(to: resumeAt)
    }

    /// Topics that rest.
    func pausedTopics(at now: LoopClock.Instant) -> [String] {
        topics.filter { $0.value > now }.map(\.key).sorted()
    }

    /// Something was published: the sidecar and its broker are there, and this topic is known.
    mutating func passed(_ topic: String) {
        failures = 0
        resumeAt = nil
        notFoundSince[topic] = nil
        topics[topic] = nil
    }

    /// Sidecar or broker are away.
    mutating func backOff(at now: LoopClock.Instant, random: Double) {
        failures += 1
        rest(RetryPolicy.relay.delay(after: failures, random: random) ?? .zero, at: now)
    }

    /// A call whose every entry failed, while the sidecar answers: the entries rest by themselves, and the relay only
    /// briefly, because what failed may be these very events.
    mutating func hesitate(at now: LoopClock.Instant, random: Double) {
        failures += 1
        rest(min(.seconds(3), RetryPolicy.relay.delay(after: failures, random: random) ?? .zero), at: now)
    }

    private mutating func rest(_ pause: Duration, at now: LoopClock.Instant) {
        let end = now.advanced(by: pause)
        if resumeAt.map({ $0 < end }) ?? true { resumeAt = end }
    }

    /// A refusal that waiting does not mend.
    mutating func pause(_ topic: String, at now: LoopClock.Instant) {
        topics[topic] = now.advanced(by: Self.configurationPause)
    }

    /// The component is not there; answers true once that has lasted too long to be a restart.
    mutating func notFound(_ topic: String, at now: LoopClock.Instant) -> Bool {
        guard let since = notFoundSince[topic] else {
            notFoundSince[topic] = now
            return false
        }
        return since.duration(to: now) >= Self.notFoundPatience
    }
}
