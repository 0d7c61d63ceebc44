import FoundationEssentials
import Reactor
import Testing

@testable import DevSidecar

@LoopActor @Suite struct EventLogTests {
    private func record(_ number: Int, topic: String = "t", partition: Int = 0) -> NewRecord {
        NewRecord(
            topic: topic, partition: partition, key: "k\(number)", headers: [("h", "v\(number)")],
            value: Array(#"{"n":\#(number)}"#.utf8), form: .event(expiresAt: number == 1 ? 17 : nil))
    }

    /// Opens a log on a file of its own, as often as `body` wants.
    private func withLog(
        _ path: String, _ body: @LoopActor (EventLog, LogDatabase) async throws -> Void
    ) async throws {
        let database = LogDatabase(path: path)
        let log = EventLog(database: database, partitionCounts: PartitionCounts())
        try await log.open()
        let running = Task { await log.run() }
        try await body(log, database)
        log.close()
        await running.value
        await database.close()
    }

    private func withFile(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/log-\(UUID().uuidString).db"
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        try await body(path)
    }

    @Test func recordsComeBackAsTheyWereAfterAReopen() async throws {
        try await withFile { path in
            try await withLog(path) { log, _ in
                try await log.append([record(0), record(1, partition: 2)])
                try await log.append([record(2)])
            }
            try await withLog(path) { log, _ in
                let partition = log.topic("t")[0]
                #expect(partition.nextOffset == 2 && partition.firstOffset == 0)
                let records = try await log.read(partition, from: 0, limit: 10)
                #expect(records.map(\.offset) == [0, 1])
                #expect(records.first?.record.key == "k0" && records.first?.record.headers.first?.value == "v0")
                #expect(records.last?.record.value == Array(#"{"n":2}"#.utf8))
                let other = try await log.read(log.topic("t")[2], from: 0, limit: 10)
                #expect(other.first?.record.form == .event(expiresAt: 17))
                try await log.append([record(3)])
                #expect(partition.nextOffset == 3)
            }
        }
    }

    @Test func appendsOfManyShareCommitsAndKeepTheirOrder() async throws {
        try await withFile { path in
            try await withLog(path) { log, _ in
                await withDiscardingTaskGroup { group in
                    for number in 0..<500 { group.addTask { try? await log.append([record(number)]) } }
                }
                let partition = log.topic("t")[0]
                let cached = try await log.read(partition, from: 0, limit: 1000)
                #expect(cached.map(\.offset) == Array(0..<500))
            }
            try await withLog(path) { log, _ in
                // Nothing is in memory now.
                let records = try await log.read(log.topic("t")[0], from: 250, limit: 1000)
                #expect(records.map(\.offset) == Array(250..<500))
            }
        }
    }

    @Test func retentionForgetsTheOldestAndKeepsCounting() async throws {
        try await withFile { path in
            try await withLog(path) { log, _ in
                try await log.append((0..<10).map { record($0) })
                let later = WallClock.milliseconds + 8 * 86_400_000
                try await log.applyRetention(Retention(), now: later)
                #expect(log.topic("t")[0].firstOffset == 10)
                try await log.append([record(10)])
            }
            try await withLog(path) { log, _ in
                #expect(log.topic("t")[0].firstOffset == 10 && log.topic("t")[0].nextOffset == 11)
            }
        }
    }

    @Test func aClosedLogRefusesAndFinishesWhatWasAccepted() async throws {
        try await withFile { path in
            try await withLog(path) { log, _ in
                async let accepted: Void = log.append([record(0)])
                try await accepted
                log.close()
                await #expect(throws: LogError.self) { try await log.append([record(1)]) }
            }
        }
    }
}
