internal import Reactor

/// Works through one partition for one member: in order, one message or one batch at a time, again until it is taken.
@LoopActor final class PartitionConsumer {
    private let member: GroupMember
    private let partition: LogPartition
    private let delivery: EventDelivery
    private let session: ConsumerSession
    private let bell: Doorbell
    private var position: Int64
    private var fetched: ArraySlice<LogRecord> = []
    private var isShuffled = false
    private let started = LoopClock.Instant.now

    /// How many records are fetched ahead.
    private static let fetch = 500

    init(_ member: GroupMember, _ partition: LogPartition, _ delivery: EventDelivery, _ session: ConsumerSession) {
        (self.member, self.partition, self.delivery, self.session) = (member, partition, delivery, session)
        bell = session.bell()
        position = member.committed(partition.name) ?? -1
        // Without a commit, or with one that retention has overtaken, the setting decides (F22).
        if position < partition.firstOffset { position = initialPosition }
    }

    private var initialPosition: Int64 {
        member.kafka.initialOffset == .oldest ? partition.firstOffset : partition.nextOffset
    }

    /// Until the session ends.
    func run() async {
        partition.watch(bell)
        defer { partition.unwatch(bell) }
        while !session.isEnded {
            if member.isHeld(partition.name.topic) {
                await bell.wait(.milliseconds(20))
                continue
            }
            if let bulk = delivery.subscription.bulk {
                await takeBatch(bulk)
            } else if let record = await next() {
                await take(record)
            }
        }
    }

    // MARK: One by one

    private func take(_ record: LogRecord) async {
        guard member.admitsDelivery(), await untilTaken({ await self.delivery.deliver(record) }, record) else { return }
        member.mark(partition.name, handled)
    }

    /// Everything below is handled: in a window without order the first that is not.
    private var handled: Int64 { isShuffled ? fetched.map(\.offset).min() ?? position : position }

    /// The component's repetition: the whole delivery again after each back-off. False at the end of the session, and
    /// when it gives up, which skips the message without committing it (rows 6.6, 6.7).
    private func untilTaken(_ deliver: () async -> DeliveryOutcome, _ record: LogRecord) async -> Bool {
        var attempt = 0
        while true {
            guard case .failed(let reason) = await deliver() else { return true }
            attempt += 1
            guard member.kafka.consumeRetryEnabled,
                let delay = member.kafka.backOff.delay(before: attempt, random: .random(in: 0..<1))
            else {
                member.report("An event was skipped and is lost", record, reason)
                return false
            }
            if attempt == 1 { member.report("An event is tried again in place", record, reason) }
            await session.pause(delay, bell)
            if session.isEnded { return false }
        }
    }

    /// The next record, and the position behind it; nil when there was none yet.
    private func next() async -> LogRecord? {
        await fill()
        guard let record = fetched.popFirst() else {
            await bell.wait()
            return nil
        }
        position = max(position, record.offset + 1)
        return record
    }

    private func fill() async {
        guard fetched.isEmpty else { return }
        if position < partition.firstOffset { position = initialPosition }
        do {
            fetched = try await delivery.read(partition, from: position, limit: Self.fetch)[...]
            isShuffled = false
            let place = member.place(of: partition.name.topic)
            if case .shuffle(let window)? = member.faults.draw(.shuffle, at: place)?.fault, fetched.count > 1 {
                fetched = member.faults.shuffled(fetched, window: window)
                isShuffled = true
            }
        } catch {
            await session.pause(.seconds(1), bell)
        }
    }

    // MARK: In batches

    private func takeBatch(_ bulk: SubscriptionResource.Bulk) async {
        await fill()
        guard !fetched.isEmpty else {
            await bell.wait()
            return
        }
        await waitForMore(bulk)
        guard !session.isEnded else { return }
        await session.bulkGate.enter()
        defer { session.bulkGate.leave() }
        guard !session.isEnded, !member.isHeld(partition.name.topic) else { return }
        let batch = await gather(bulk.maxMessagesCount)
        guard let first = batch.first, let last = batch.map(\.offset).max(), member.admitsDelivery() else { return }
        let outcome = BatchOutcome()
        let taken = await untilTaken(
            {
                let outcomes = await self.delivery.deliver(batch: batch)
                outcome.taken = outcomes.prefix { $0 == .taken }.count
                return outcomes.first { $0 != .taken } ?? .taken
            }, first)
        position = max(position, last + 1)
        if taken {
            member.mark(partition.name, handled)
        } else if outcome.taken > 0, !isShuffled {
            // Offsets are marked up to the first that failed.
            member.mark(partition.name, batch[batch.startIndex + outcome.taken - 1].offset + 1)
        }
    }

    /// Until the batch is full or the ticker ticks.
    private func waitForMore(_ bulk: SubscriptionResource.Bulk) async {
        guard let first = fetched.first else { return }
        let deadline = LoopClock.Instant.now.advanced(by: untilNextTick(bulk.maxAwait))
        while !session.isEnded, partition.nextOffset - first.offset < bulk.maxMessagesCount {
            let left = LoopClock.Instant.now.duration(to: deadline)
            guard left > .zero else { return }
            await bell.wait(left)
        }
    }

    private final class BatchOutcome {
        var taken = 0
    }

    /// What arrived while the batch waited goes with it.
    private func gather(_ limit: Int) async -> [LogRecord] {
        if fetched.count < limit, let last = fetched.map(\.offset).max() {
            let more = (try? await delivery.read(partition, from: last + 1, limit: limit - fetched.count)) ?? []
            fetched += more
        }
        let batch = Array(fetched.prefix(limit))
        fetched = fetched.dropFirst(batch.count)
        return batch
    }

    /// The component's ticker runs from the start of the session, whether or not anything is there.
    private func untilNextTick(_ interval: Duration) -> Duration {
        let passed = started.duration(to: .now) / interval
        return interval * (passed.rounded(.down) + 1 - passed)
    }
}
