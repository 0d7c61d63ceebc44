internal import Observability
internal import Reactor

/// A sidecar's consumer of redis streams: some workers for all topics, no order, and what fails is lost (F24).
@LoopActor final class RedisConsumer: EventConsumer {
    private let group: String
    private let settings: RedisSettings
    private let deliveries: [EventDelivery]
    private let streams: RedisStreams
    private let context: SidecarContext
    private let logger: Logger

    private struct Item {
        let delivery: EventDelivery
        let record: LogRecord
    }

    private var queue: [Item] = []
    private var idle: [Doorbell] = []
    private var running = 0
    private let quiet = Doorbell()
    private let pauses = Pauses()
    private var hasCrashed = false
    private var isFrozen = false

    init(
        group: String, settings: RedisSettings, deliveries: [EventDelivery], streams: RedisStreams,
        context: SidecarContext, logger: Logger
    ) {
        (self.group, self.settings, self.deliveries, self.streams) = (group, settings, deliveries, streams)
        (self.context, self.logger) = (context, logger.adding(["group": .init(group)]))
    }

    func run() async {
        await withDiscardingTaskGroup { tasks in
            for delivery in deliveries { tasks.addTask { await self.read(delivery) } }
            for _ in 0..<settings.concurrency { tasks.addTask { await self.work() } }
            if settings.claims { tasks.addTask { await self.claim() } }
        }
    }

    // MARK: Fetching

    private func place(_ delivery: EventDelivery) -> LogDatabase.StreamGroup {
        .init(name: group, stream: RedisStreams.stream(delivery.pubsub.name, delivery.subscription.topic))
    }

    private func read(_ delivery: EventDelivery) async {
        let group = place(delivery)
        let partition = streams.partition(group.stream)
        let bell = Doorbell()
        partition.watch(bell)
        defer { partition.unwatch(bell) }
        endings.append(bell)
        while !pauses.isClosed {
            let free = settings.queueDepth - queue.count
            guard free > 0, !isHeld(delivery) else {
                await pauses.pause(.milliseconds(5))
                continue
            }
            let records = await streams.read(group, limit: free, now: WallClock.milliseconds)
            // What comes too late to be handled stays pending.
            if records.isEmpty, !pauses.isClosed { await bell.wait() } else { enqueue(records, delivery) }
        }
    }

    /// Rung when it ends.
    private var endings: [Doorbell] = []

    private func isHeld(_ delivery: EventDelivery) -> Bool {
        isFrozen || context.faults.isOn(.stall, .brokerDown, .brokerSilent, at: delivery.place())
    }

    private func enqueue(_ records: [LogRecord], _ delivery: EventDelivery) {
        queue += records.map { Item(delivery: delivery, record: $0) }
        for bell in idle.prefix(records.count) { bell.ring() }
    }

    /// Looks at the start and then each interval for events that nobody has acknowledged: those of a dead sidecar, and
    /// those that are still being tried.
    private func claim() async {
        while !pauses.isClosed {
            for delivery in deliveries where !isHeld(delivery) {
                let records = await streams.claim(
                    place(delivery), idle: settings.processingTimeout, limit: settings.queueDepth,
                    now: WallClock.milliseconds)
                enqueue(records, delivery)
            }
            await pauses.pause(settings.redeliverInterval)
        }
    }

    // MARK: Handling

    private func work() async {
        let bell = Doorbell()
        while !pauses.isClosed {
            guard !queue.isEmpty, !isFrozen else {
                idle.append(bell)
                await bell.wait()
                idle.removeAll { $0 === bell }
                continue
            }
            running += 1
            await handle(queue.removeFirst())
            running -= 1
            if running == 0 { quiet.ring() }
        }
    }

    /// Acknowledged whatever the outcome, unless the sidecar is ending: then it stays pending.
    private func handle(_ first: Item) async {
        let group = place(first.delivery)
        var records = [first.record]
        let outcomes: [DeliveryOutcome]
        if let bulk = first.delivery.subscription.bulk {
            while records.count < bulk.maxMessagesCount,
                let index = queue.firstIndex(where: { $0.delivery === first.delivery })
            {
                records.append(queue.remove(at: index).record)
            }
            outcomes = await first.delivery.deliver(batch: records)
        } else {
            outcomes = [await first.delivery.deliver(first.record)]
        }
        for (record, outcome) in zip(records, outcomes) where !hasCrashed {
            if case .failed(let reason) = outcome {
                if pauses.isClosed { continue }
                logger.warning(
                    "An event failed and is lost", ["offset": .init(record.offset), "reason": .init(reason)])
            }
            streams.acknowledge(group, record.offset)
        }
    }

    // MARK: The end

    func leave(within grace: Duration) async -> Bool {
        close()
        let deadline = LoopClock.Instant.now.advanced(by: grace)
        while running > 0 {
            guard await quiet.wait(LoopClock.Instant.now.duration(to: deadline)) else {
                hasCrashed = true
                return false
            }
        }
        return true
    }

    func crash() {
        hasCrashed = true
        close()
    }

    private func close() {
        queue = []
        pauses.close()
        for bell in endings + idle { bell.ring() }
    }

    func freeze(_ rule: FaultRule) async {
        isFrozen = true
        await context.faults.cleared(rule.id)
        isFrozen = false
        for bell in idle { bell.ring() }
    }
}
