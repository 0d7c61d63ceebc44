internal import Reactor

/// The broker: partitioned, durable topics. Appends that come while a commit runs share the next one.
@LoopActor final class EventLog {
    private let database: LogDatabase
    private let partitionCounts: PartitionCounts
    private(set) var topics: [String: [LogPartition]] = [:]

    private struct Waiting {
        let records: [NewRecord]
        let continuation: UnsafeContinuation<Result<Void, LogError>, Never>
    }

    private var waiting: [Waiting] = []
    private let bell = Doorbell()
    private var isClosed = false
    private var nextPartition = 0
    /// Bounds a commit: with more the wait for the disk would be felt by each of them.
    private static let recordsPerCommit = 4_000

    nonisolated init(database: LogDatabase, partitionCounts: PartitionCounts) {
        (self.database, self.partitionCounts) = (database, partitionCounts)
    }

    /// Reads what the file holds.
    func open() async throws(SQLiteError) {
        for stream in try await database.loadStreams() {
            let partitions = topic(stream.name.topic, atLeast: stream.name.partition + 1)
            let partition = LogPartition(
                stream.name, firstOffset: stream.firstOffset, nextOffset: stream.nextOffset)
            topics[stream.name.topic]?[stream.name.partition] = partition
            _ = partitions
        }
    }

    /// The partitions of a topic, made at first use as a broker with auto-creation does.
    func topic(_ name: String) -> [LogPartition] { topic(name, atLeast: 0) }

    private func topic(_ name: String, atLeast minimum: Int) -> [LogPartition] {
        var partitions = topics[name] ?? []
        let count = max(partitionCounts.count(of: name), minimum)
        while partitions.count < count {
            partitions.append(LogPartition(.init(topic: name, partition: partitions.count)))
        }
        topics[name] = partitions
        return partitions
    }

    func partition(_ name: LogDatabase.StreamName) -> LogPartition {
        topic(name.topic, atLeast: name.partition + 1)[name.partition]
    }

    /// The partition of a record with that key; without one, each in turn.
    func partition(of topic: String, key: String?) -> Int {
        let count = self.topic(topic).count
        guard let key else {
            nextPartition = (nextPartition &+ 1) % max(1, count)
            return nextPartition
        }
        return Partitioner.partition(of: key, count: count)
    }

    /// Stores records, in their order; it returns after the commit.
    func append(_ records: [NewRecord]) async throws(LogError) {
        guard !records.isEmpty else { return }
        let result = await withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Void, LogError>, Never>) in
            guard !isClosed else { return continuation.resume(returning: .failure(.closed)) }
            waiting.append(Waiting(records: records, continuation: continuation))
            bell.ring()
        }
        try result.get()
    }

    /// Writes what is appended, until ``close()``.
    func run() async {
        while true {
            if waiting.isEmpty {
                guard !isClosed else { return }
                await bell.wait()
                continue
            }
            var taken: [Waiting] = []
            var count = 0
            while let next = waiting.first, count == 0 || count + next.records.count <= Self.recordsPerCommit {
                waiting.removeFirst()
                taken.append(next)
                count += next.records.count
            }
            await commit(taken)
        }
    }

    private func commit(_ taken: [Waiting]) async {
        let now = WallClock.milliseconds
        var batch: [LogRecord] = []
        var places: [(partition: LogPartition, records: [LogRecord])] = []
        var indices: [ObjectIdentifier: Int] = [:]
        for record in taken.lazy.flatMap(\.records) {
            let partition = partition(of: record)
            let item = LogRecord(offset: partition.reserved, timestamp: now, record: record)
            partition.reserved += 1
            batch.append(item)
            if let index = indices[ObjectIdentifier(partition)] {
                places[index].records.append(item)
            } else {
                indices[ObjectIdentifier(partition)] = places.count
                places.append((partition, [item]))
            }
        }
        let result: Result<Void, LogError>
        do {
            try await database.append(batch)
            for place in places { place.partition.commit(place.records) }
            result = .success(())
        } catch {
            await database.forgetStreams()
            for place in places { place.partition.reserved = place.partition.nextOffset }
            result = .failure(.failed("\(error)"))
        }
        for item in taken { item.continuation.resume(returning: result) }
    }

    private func partition(of record: NewRecord) -> LogPartition {
        if let partitions = topics[record.topic], record.partition < partitions.count {
            return partitions[record.partition]
        }
        return partition(.init(topic: record.topic, partition: record.partition))
    }

    /// At most `limit` records of a partition from an offset on; none when it has no more.
    func read(_ partition: LogPartition, from offset: Int64, limit: Int) async throws(LogError) -> [LogRecord] {
        if let cached = partition.cached(from: offset, limit: limit) { return cached }
        do {
            return try await database.read(partition.name, from: offset, limit: limit)
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Deletes what is older than its topic keeps, in bites that leave the database free for appends.
    func applyRetention(_ retention: Retention, now: Int64) async throws(SQLiteError) {
        for (name, partitions) in topics {
            let limit = now - retention.milliseconds(of: name)
            while try await database.deleteRecords(of: name, before: limit, limit: 2_000) == 2_000 {}
            for partition in partitions {
                let first = try await database.read(partition.name, from: partition.firstOffset, limit: 1).first
                partition.trim(to: first?.offset ?? partition.nextOffset)
            }
        }
    }

    /// Commits what is waiting and then refuses appends.
    func close() {
        isClosed = true
        bell.ring()
    }
}
