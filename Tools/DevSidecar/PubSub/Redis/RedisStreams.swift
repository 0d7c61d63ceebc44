internal import Observability
internal import Reactor

/// The part of redis that knows consumer groups of streams: what was handed out, and what of it was acknowledged.
///
/// A stream is partition 0 of a topic of the log whose name no kafka topic can have.
@LoopActor final class RedisStreams {
    private let database: LogDatabase
    private let log: EventLog
    private let logger: Logger
    private var groups: [LogDatabase.StreamGroup: LogDatabase.StreamGroupState] = [:]
    private var dirty: Set<LogDatabase.StreamGroup> = []
    private let bell = Doorbell()
    private var isClosed = false

    nonisolated init(database: LogDatabase, log: EventLog, logger: Logger) {
        (self.database, self.log, self.logger) = (database, log, logger)
    }

    nonisolated static func stream(_ component: String, _ topic: String) -> String { "\(component)||\(topic)" }

    /// Whether a topic of the log is a stream.
    nonisolated static func isStream(_ topic: String) -> Bool { topic.contains("||") }

    func open() async throws(SQLiteError) { groups = try await database.loadStreamGroups() }

    func partition(_ stream: String) -> LogPartition { log.partition(.init(topic: stream, partition: 0)) }

    /// New events of a stream, which are pending from now on; a new group begins with the oldest there is.
    func read(_ group: LogDatabase.StreamGroup, limit: Int, now: Int64) async -> [LogRecord] {
        let partition = partition(group.stream)
        let next = max(groups[group, default: .init()].next, partition.firstOffset)
        guard let records = try? await log.read(partition, from: next, limit: limit), let last = records.last else {
            return []
        }
        var state = groups[group, default: .init()]
        state.next = last.offset + 1
        for record in records { state.pending[record.offset] = now }
        change(group, state)
        return records
    }

    func acknowledge(_ group: LogDatabase.StreamGroup, _ offset: Int64) {
        var state = groups[group, default: .init()]
        if state.pending.removeValue(forKey: offset) != nil { change(group, state) }
    }

    /// Events that have been pending for longer than `idle`, whoever has them; their time begins anew.
    func claim(_ group: LogDatabase.StreamGroup, idle: Duration, limit: Int, now: Int64) async -> [LogRecord] {
        var state = groups[group, default: .init()]
        let latest = now - Int64(idle / .milliseconds(1))
        let due = state.pending.filter { $0.value <= latest }.keys.sorted().prefix(limit)
        guard !due.isEmpty else { return [] }
        for offset in due { state.pending[offset] = now }
        change(group, state)
        var records: [LogRecord] = []
        for offset in due {
            let found = try? await log.read(partition(group.stream), from: offset, limit: 1).first
            // What was trimmed meanwhile is acknowledged away.
            if let found, found.offset == offset { records.append(found) } else { acknowledge(group, offset) }
        }
        return records
    }

    private func change(_ group: LogDatabase.StreamGroup, _ state: LogDatabase.StreamGroupState) {
        groups[group] = state
        dirty.insert(group)
        bell.ring()
    }

    /// Writes what has changed, until ``close()``.
    func run() async {
        while true {
            if dirty.isEmpty {
                guard !isClosed else { return }
                await bell.wait()
                continue
            }
            let changed = dirty
            dirty = []
            do {
                try await database.save(groups.filter { changed.contains($0.key) })
            } catch { logger.error("Groups of streams could not be written", ["error": .init(error)]) }
        }
    }

    func close() {
        isClosed = true
        bell.ring()
    }
}
