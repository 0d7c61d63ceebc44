/// Which failures of an event are its own: those during which its neighbours passed. Pure.
///
/// While the broker is away everything fails and nothing may be parked for it; a single event that fails again and
/// again beside others that pass is parked at the fifth time.
struct RelayFailures {
    static let attemptsBeforeParking = 5

    /// Events published so far, by topic.
    private var passed: [String: Int] = [:]
    /// How many had passed on the topic when the event last failed.
    private var passedAtFailure: [Int: Int] = [:]

    mutating func notePassed(_ count: Int, on topic: String) {
        passed[topic, default: 0] += count
    }

    /// Notes a failure; true when others passed since the event's last one, or beside it in the same call.
    mutating func isOwnFailure(of id: Int, on topic: String, besidePassing: Bool) -> Bool {
        let now = passed[topic, default: 0]
        let isOwn = besidePassing || passedAtFailure[id].map { $0 < now } ?? false
        passedAtFailure[id] = now
        return isOwn
    }

    /// The event is published, parked, or somebody else's now.
    mutating func forget(_ id: Int) { passedAtFailure[id] = nil }
    mutating func forgetAll() { passedAtFailure = [:] }
}
