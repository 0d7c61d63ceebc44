internal import Reactor

/// One partition in memory: where it begins and ends, and its newest records, so that delivery asks no database.
@LoopActor final class LogPartition {
    nonisolated let name: LogDatabase.StreamName
    /// The first record that retention has left.
    private(set) var firstOffset: Int64
    /// Where the next record goes; what is below it is durable.
    private(set) var nextOffset: Int64
    /// Where the next record that is being written goes.
    var reserved: Int64

    private var newest: [LogRecord] = []
    private var newestStart: Int64
    private var newestBytes = 0
    private var readers: [ObjectIdentifier: Doorbell] = [:]
    private let cacheBytes: Int

    init(_ name: LogDatabase.StreamName, firstOffset: Int64 = 0, nextOffset: Int64 = 0, cacheBytes: Int = 8 << 20) {
        self.name = name
        self.firstOffset = firstOffset
        self.nextOffset = nextOffset
        self.cacheBytes = cacheBytes
        reserved = nextOffset
        newestStart = nextOffset
    }

    /// Takes records that were committed.
    func commit(_ records: [LogRecord]) {
        guard let last = records.last else { return }
        newest.append(contentsOf: records)
        newestBytes += records.reduce(0) { $0 + $1.record.value.count + 64 }
        nextOffset = last.offset + 1
        if newestBytes > cacheBytes { dropOldest() }
        for bell in readers.values { bell.ring() }
    }

    /// Halves the cache: dropping one by one would move all others each time.
    private func dropOldest() {
        let kept = newest.suffix(newest.count / 2)
        newest = Array(kept)
        newestStart = nextOffset - Int64(newest.count)
        newestBytes = newest.reduce(0) { $0 + $1.record.value.count + 64 }
    }

    /// The records from an offset on, when memory holds them; nil sends the reader to the file.
    ///
    /// A copy: a slice would hold on to the cache, and the next append would copy all of that.
    func cached(from offset: Int64, limit: Int) -> [LogRecord]? {
        guard offset >= newestStart else { return nil }
        let start = Int(min(offset, nextOffset) - newestStart)
        return Array(newest[start..<min(newest.count, start + limit)])
    }

    /// Rings after every append.
    func watch(_ bell: Doorbell) { readers[ObjectIdentifier(bell)] = bell }
    func unwatch(_ bell: Doorbell) { readers[ObjectIdentifier(bell)] = nil }

    /// Retention deleted what stands before `offset`.
    func trim(to offset: Int64) { firstOffset = max(firstOffset, min(offset, nextOffset)) }
}
