internal import Reactor

/// The coordinator's view of one consumer group: pure, with time as a parameter.
///
/// A change of members makes a rebalance: everybody who lives must join again, and nobody gets a partition before all
/// have, or have been given up (its session ended, or the rebalance took too long). That is why one crashed member
/// holds up its group for a session timeout, and one handler that does not end for up to a minute.
struct ConsumerGroup {
    typealias Assignment = [String: [LogDatabase.StreamName]]

    enum Heartbeat: Equatable {
        case stable
        /// Finish what runs, then join again.
        case rebalancing
        /// The group has given this member up.
        case unknown
    }

    private struct Member {
        var topics: [String]
        let session: Duration
        var deadline: LoopClock.Instant
        /// It waits for the assignment of the generation in the making.
        var hasJoined: Bool
    }

    private var members: [String: Member] = [:]
    private var rebalanceDeadline: LoopClock.Instant?
    private(set) var generation = 0
    /// How long the living may take to join again: Sarama's default. Who does not is given up a session later, which
    /// is what makes it 72 s (row 5.6).
    private let rebalanceTimeout: Duration

    init(rebalanceTimeout: Duration = Figures().rebalanceTimeout) { self.rebalanceTimeout = rebalanceTimeout }

    var isEmpty: Bool { members.isEmpty }
    var memberIDs: [String] { members.keys.sorted() }
    func has(_ id: String) -> Bool { members[id] != nil }

    /// A member of the process before this one: it holds its place until its session ends.
    mutating func addCrashed(_ id: String, until deadline: LoopClock.Instant) {
        members[id] = Member(topics: [], session: .zero, deadline: deadline, hasJoined: false)
    }

    /// Joins, for the first time or again; the answer comes from ``complete(at:partitions:)``.
    mutating func join(_ id: String, topics: [String], session: Duration, now: LoopClock.Instant) {
        members[id] = Member(topics: topics, session: session, deadline: now.advanced(by: session), hasJoined: true)
        beginRebalance(now)
    }

    mutating func heartbeat(_ id: String, now: LoopClock.Instant) -> Heartbeat {
        guard var member = members[id] else { return .unknown }
        member.deadline = now.advanced(by: member.session)
        members[id] = member
        return rebalanceDeadline == nil || member.hasJoined ? .stable : .rebalancing
    }

    mutating func leave(_ id: String, now: LoopClock.Instant) {
        guard members.removeValue(forKey: id) != nil else { return }
        if members.isEmpty { rebalanceDeadline = nil } else { beginRebalance(now) }
    }

    private mutating func beginRebalance(_ now: LoopClock.Instant) {
        guard rebalanceDeadline == nil else { return }
        rebalanceDeadline = now.advanced(by: rebalanceTimeout + (members.values.map(\.session).max() ?? .zero))
    }

    /// Gives up members whose time has passed; then, if nobody is missing, the partitions of each member.
    mutating func complete(at now: LoopClock.Instant, partitions: (String) -> Int) -> Assignment? {
        let expired = members.filter { !$0.value.hasJoined && $0.value.deadline <= now }.keys
        // In a stable group nobody waits for an assignment, so everybody can expire.
        for id in expired { members[id] = nil }
        if !expired.isEmpty, !members.isEmpty { beginRebalance(now) }
        guard let rebalanceDeadline, !members.isEmpty else { return nil }
        if now >= rebalanceDeadline { members = members.filter(\.value.hasJoined) }
        guard !members.isEmpty, members.values.allSatisfy(\.hasJoined) else { return nil }
        self.rebalanceDeadline = nil
        generation += 1
        for id in members.keys {
            members[id]?.hasJoined = false
            if let session = members[id]?.session { members[id]?.deadline = now.advanced(by: session) }
        }
        return RangeAssignment.assign(members: members.mapValues(\.topics), partitions: partitions)
    }

    /// When ``complete(at:partitions:)`` should be asked again at the latest.
    var nextDeadline: LoopClock.Instant? {
        let sessions = members.values.filter { !$0.hasJoined }.map(\.deadline).min()
        guard let rebalanceDeadline else { return sessions }
        return min(sessions ?? rebalanceDeadline, rebalanceDeadline)
    }
}
