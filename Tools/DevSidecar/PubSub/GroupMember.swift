internal import Observability
internal import Reactor

/// One sidecar's consumer for one component: joins the group, works on its partitions, joins again when it must.
@LoopActor final class GroupMember: EventConsumer {
    nonisolated let id: String
    nonisolated let group: String
    private let settings: KafkaSettings
    private let deliveries: [String: EventDelivery]
    private let coordinator: GroupCoordinator
    private let log: EventLog
    private let logger: Logger

    private let context: SidecarContext
    private var isFrozen = false
    private var hasWoken = false
    /// How many events it delivers yet after it stood still (F13).
    private var afterFreeze: Int?
    private var session: ConsumerSession?
    private var heartbeat: LoopTimer?
    private enum Ending {
        case none, leaving
        /// Without a commit and without a word to the group.
        case crashed
    }
    private var ending = Ending.none
    private var isRunning = false
    private let ended = Doorbell()

    /// `deliveries` by topic.
    init(
        id: String, group: String, settings: KafkaSettings, deliveries: [String: EventDelivery],
        coordinator: GroupCoordinator, log: EventLog, context: SidecarContext, logger: Logger
    ) {
        (self.id, self.group, self.settings, self.deliveries) = (id, group, settings, deliveries)
        (self.coordinator, self.log, self.context) = (coordinator, log, context)
        self.logger = logger.adding(["group": .init(group), "member": .init(id)])
    }

    /// Works until ``leave(within:)`` or ``crash()``.
    func run() async {
        isRunning = true
        beat()
        while ending == .none {
            await reachBroker()
            guard ending == .none else { break }
            let partitions = await coordinator.join(
                group, id, topics: deliveries.keys.sorted(), session: settings.sessionTimeout)
            guard ending == .none, !context.pauses.isClosed else { break }
            // The broker went away meanwhile.
            guard let partitions else { continue }
            logger.debug("Assigned", ["partitions": .init(partitions.count)])
            await work(on: partitions)
            if ending != .crashed { await coordinator.commit(id) }
        }
        heartbeat?.cancel()
        if ending != .crashed { coordinator.leave(group, id) }
        isRunning = false
        ended.ring()
    }

    /// Nobody joins a group of a broker that is away.
    private func reachBroker() async {
        while ending == .none, context.faults.isOn(.brokerDown, .brokerSilent, at: place) {
            await context.pauses.pause(.milliseconds(20))
        }
    }

    private func work(on partitions: [LogDatabase.StreamName]) async {
        let session = ConsumerSession()
        self.session = session
        afterFreeze = nil
        let consumers = partitions.compactMap { name in
            deliveries[name.topic].map { PartitionConsumer(self, log.partition(name), $0, session) }
        }
        await withDiscardingTaskGroup { tasks in
            for consumer in consumers { tasks.addTask { await consumer.run() } }
            // A member without partitions waits for the next rebalance, too.
            let bell = session.bell()
            while !session.isEnded { await bell.wait() }
        }
        self.session = nil
    }

    /// A rebalance is noticed at the next heartbeat (F11); handlers that run do not stop the heartbeats.
    private func beat() {
        heartbeat = LoopTimer(after: settings.heartbeatInterval) { [weak self] in
            guard let self, ending == .none else { return }
            // Who stands still sends none, and the group finds out; who wakes up sends the next one when it is due.
            let skips = isFrozen || hasWoken
            hasWoken = false
            if !skips, session != nil, coordinator.heartbeat(group, id) != .stable { session?.end() }
            beat()
        }
    }

    /// Finishes what runs, commits and leaves (F14). False when handlers outlasted `grace`: then nothing is committed
    /// and the group finds out by itself.
    func leave(within grace: Duration) async -> Bool {
        ending = .leaving
        // Not begun yet: it will find that it need not.
        guard isRunning else { return true }
        session?.end()
        if session == nil { coordinator.leave(group, id) }
        let deadline = LoopClock.Instant.now.advanced(by: grace)
        while isRunning {
            guard await ended.wait(LoopClock.Instant.now.duration(to: deadline)) else { break }
        }
        guard isRunning else { return true }
        logger.warning("Handlers outlasted the grace time: neither committed nor left")
        crash()
        return false
    }

    /// Stops as after `kill -9`: uncommitted work comes again, and the partitions wait for the session timeout.
    func crash() {
        ending = .crashed
        heartbeat?.cancel()
        coordinator.crash(group, id)
        session?.end()
    }

    // MARK: Faults

    /// Stands still as long as that fault is on: no heartbeats, no deliveries, no commits.
    func freeze(_ rule: FaultRule) async {
        isFrozen = true
        coordinator.forgetMarks(of: id)
        await context.faults.cleared(rule.id)
        isFrozen = false
        hasWoken = true
        afterFreeze = context.faults.number(in: context.figures.afterFreeze)
        session?.wake()
    }

    private var place: FaultPlace {
        context.place(component: group.split(separator: "/").first.map(String.init))
    }

    // MARK: For its consumers

    nonisolated var faults: FaultPlan { context.faults }

    /// Whether nothing of this topic is delivered now.
    func isHeld(_ topic: String) -> Bool {
        if isFrozen { return true }
        guard !context.faults.isQuiet else { return false }
        var place = place
        place.topic = topic
        return context.faults.isOn(.stall, .brokerDown, .brokerSilent, at: place)
    }

    /// Whether one more may be delivered: a sidecar that stood still goes on with what it has at hand, until it learns
    /// that its partitions are somebody else's.
    func admitsDelivery() -> Bool {
        guard let left = afterFreeze else { return true }
        afterFreeze = left > 1 ? left - 1 : nil
        if left <= 1 { session?.end() }
        return true
    }

    func place(of topic: String) -> FaultPlace {
        var place = place
        place.topic = topic
        return place
    }

    var kafka: KafkaSettings { settings }

    func committed(_ stream: LogDatabase.StreamName) -> Int64? { coordinator.offset(group, stream) }

    /// What a crashed member's last handlers finish is not marked any more.
    func mark(_ stream: LogDatabase.StreamName, _ next: Int64) {
        if ending != .crashed, !isFrozen { coordinator.mark(group, id, stream, next) }
    }

    func report(_ message: StaticString, _ record: LogRecord, _ reason: String) {
        logger.warning(
            message,
            [
                "topic": .init(record.record.topic), "partition": .init(record.record.partition),
                "offset": .init(record.offset), "reason": .init(reason),
            ])
    }
}
