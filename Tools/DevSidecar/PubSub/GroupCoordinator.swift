internal import Observability
internal import Reactor

/// The broker's side of consumer groups: members, assignments, and committed offsets, kept in the file.
@LoopActor final class GroupCoordinator {
    private let database: LogDatabase
    private let log: EventLog
    private let logger: Logger

    private var groups: [String: ConsumerGroup] = [:]
    private var waiting: [String: [String: UnsafeContinuation<[LogDatabase.StreamName]?, Never>]] = [:]
    private var timers: [String: LoopTimer] = [:]

    private struct Place: Hashable {
        let group: String
        let stream: LogDatabase.StreamName
    }
    private var committed: [Place: Int64] = [:]
    /// Handled, and not committed yet: by the member that handled it, because its crash forgets them.
    private var marks: [String: [Place: Int64]] = [:]
    private var dirty: Set<Place> = []
    private var members: [String: LogDatabase.Membership] = [:]
    /// Who left or crashed; ids are not used twice. A member may do either while it is about to join.
    private var departed: Set<String> = []
    private var isClosed = false
    private let bell = Doorbell()

    private let faults: FaultPlan
    private let figures: Figures

    nonisolated init(database: LogDatabase, log: EventLog, logger: Logger, faults: FaultPlan, figures: Figures) {
        (self.database, self.log, self.logger) = (database, log, logger)
        (self.faults, self.figures) = (faults, figures)
    }

    /// Reads offsets and those who were members when the process ended: they keep their place for a session (F4).
    ///
    /// `sessionLimit` shortens that, for tests.
    func open(sessionLimit: Duration? = nil) async throws(SQLiteError) {
        for offset in try await database.loadOffsets() {
            committed[Place(group: offset.group, stream: offset.stream)] = offset.nextOffset
        }
        let now = WallClock.milliseconds
        for member in try await database.loadMembers() {
            let session = min(Duration.milliseconds(member.sessionMilliseconds), sessionLimit ?? .seconds(3600))
            let left = session - .milliseconds(max(0, now - member.seenAt))
            guard left > .zero else { continue }
            members[member.member] = member
            groups[member.group, default: newGroup].addCrashed(member.member, until: .now.advanced(by: left))
            logger.notice(
                "A member of the process before this one holds its partitions",
                ["group": .init(member.group), "member": .init(member.member), "for": .init("\(left)")])
        }
        for group in groups.keys { settle(group) }
    }

    private var newGroup: ConsumerGroup { ConsumerGroup(rebalanceTimeout: figures.rebalanceTimeout) }

    // MARK: Membership

    /// The partitions of a member, once the group has settled; nil when it left meanwhile.
    func join(
        _ group: String, _ member: String, topics: [String], session: Duration
    ) async -> [LogDatabase.StreamName]? {
        await withUnsafeContinuation { continuation in
            guard !isClosed, !departed.contains(member) else { return continuation.resume(returning: nil) }
            members[member] = .init(
                group: group, member: member, sessionMilliseconds: Int64(session / .milliseconds(1)),
                seenAt: WallClock.milliseconds)
            bell.ring()  // a crash right after this must find the member in the file
            groups[group, default: newGroup].join(member, topics: topics, session: session, now: .now)
            waiting[group, default: [:]][member] = continuation
            settle(group)
        }
    }

    func heartbeat(_ group: String, _ member: String) -> ConsumerGroup.Heartbeat {
        guard let answer = groups[group]?.heartbeat(member, now: .now), answer != .unknown else { return .unknown }
        if let old = members[member] {
            members[member] = .init(
                group: old.group, member: old.member, sessionMilliseconds: old.sessionMilliseconds,
                seenAt: WallClock.milliseconds)
        }
        return answer
    }

    func leave(_ group: String, _ member: String) {
        departed.insert(member)
        members[member] = nil
        groups[group]?.leave(member, now: .now)
        waiting[group]?.removeValue(forKey: member)?.resume(returning: nil)
        settle(group)
        bell.ring()
    }

    /// The member is gone without a word: what it had not committed is forgotten, its place stays till its session ends.
    func crash(_ group: String, _ member: String) {
        departed.insert(member)
        marks[member] = nil
        waiting[group]?.removeValue(forKey: member)?.resume(returning: nil)
    }

    /// The broker is away: nobody is a member any more, and what was not committed comes again (rows 4.1, 4.2).
    ///
    /// - Parameter component: the pub/sub component whose broker it is; nil is all of them.
    func loseEverybody(of component: String?) {
        for (name, group) in groups where component.map({ name.hasPrefix("\($0)/") }) ?? true {
            for member in group.memberIDs {
                marks[member] = nil
                members[member] = nil
                groups[name]?.leave(member, now: .now)
                waiting[name]?.removeValue(forKey: member)?.resume(returning: nil)
            }
            settle(name)
        }
        bell.ring()
    }

    /// What the member handled and did not commit is not known of it any more: it stands still.
    func forgetMarks(of member: String) { marks[member] = nil }

    private func settle(_ group: String) {
        if let assignment = groups[group]?.complete(at: .now, partitions: { log.topic($0).count }) {
            logger.debug("A consumer group has settled", ["group": .init(group), "members": .init(assignment.count)])
            for (member, partitions) in assignment {
                waiting[group]?.removeValue(forKey: member)?.resume(returning: partitions)
            }
        }
        let living = Set(groups[group]?.memberIDs ?? [])
        // A commit of one that was given up is refused.
        for (id, member) in members where member.group == group && !living.contains(id) { marks[id] = nil }
        members = members.filter { $0.value.group != group || living.contains($0.key) }
        timers[group]?.cancel()
        timers[group] = groups[group]?.nextDeadline.map { deadline in
            LoopTimer(at: max(deadline, .now.advanced(by: .milliseconds(1)))) { [weak self] in self?.settle(group) }
        }
    }

    // MARK: Offsets

    func offset(_ group: String, _ stream: LogDatabase.StreamName) -> Int64? {
        committed[Place(group: group, stream: stream)]
    }

    /// Everything below `next` is handled; it is committed within a second.
    func mark(_ group: String, _ member: String, _ stream: LogDatabase.StreamName, _ next: Int64) {
        // Another member may have the partition by now, and be further.
        guard groups[group]?.has(member) == true else { return }
        marks[member, default: [:]][Place(group: group, stream: stream)] = next
    }

    /// Commits what the member has marked, as at the end of its session.
    func commit(_ member: String) async {
        promote(member)
        await save()
    }

    private func promote(_ member: String) {
        for (place, next) in marks.removeValue(forKey: member) ?? [:] {
            committed[place] = next
            dirty.insert(place)
        }
    }

    private func save() async {
        let places = dirty
        dirty = []
        let offsets = places.compactMap { place in
            committed[place].map {
                LogDatabase.GroupOffset(group: place.group, stream: place.stream, nextOffset: $0)
            }
        }
        do {
            try await database.save(offsets: offsets, members: Array(members.values))
        } catch {
            dirty.formUnion(places)
            logger.error("Offsets could not be committed", ["error": .init(error)])
        }
    }

    /// Commits each second while there are members, until ``close()``.
    func run() async {
        var saved: Set<LogDatabase.Membership> = []
        while !isClosed {
            await bell.wait(members.isEmpty && marks.isEmpty ? nil : figures.commitInterval)
            for member in Array(marks.keys) { promote(member) }
            let now = Set(members.values)
            guard !dirty.isEmpty || now != saved else { continue }
            saved = now
            await save()
        }
    }

    /// Ends ``run()``. Members that have not left are found again by the next process.
    func close() {
        isClosed = true
        for timer in timers.values { timer.cancel() }
        for joins in waiting.values { for join in joins.values { join.resume(returning: nil) } }
        waiting = [:]
        bell.ring()
    }
}
