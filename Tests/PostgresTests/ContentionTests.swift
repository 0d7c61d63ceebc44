import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

/// Members of a batch that meet a lock, or each other.
@LoopActor @Suite(.database) struct ContentionTests {
    private static let table = "CREATE TABLE notes (id bigint PRIMARY KEY, count int NOT NULL DEFAULT 0)" as SQL

    private func withTwoClients<T: Sendable>(
        _ body: @LoopActor (PostgresClient, PostgresClient) async throws -> T
    ) async throws -> T {
        let config = PostgresConfig(url: TestDatabase.url, readConnections: 1, writeConnections: 1, sessions: 4)
        return try await TestDatabase.withClient(config) { first in
            _ = try await first.write(Self.table)
            _ = try await first.write("INSERT INTO notes SELECT generate_series(1, 100)")
            return try await TestDatabase.withClient(config) { second in try await body(first, second) }
        }
    }

    /// Holds a lock on one row until `body` returns.
    private func whileLocked<T: Sendable>(
        _ id: Int, by client: PostgresClient, _ body: @LoopActor () async throws -> T
    ) async throws -> T {
        try await client.withTransaction { transaction in
            try await transaction.query("SELECT 1 FROM notes WHERE id = \(id) FOR UPDATE")
            return try await body()
        }
    }

    @Test func aMemberThatWaitsDoesNotHoldUpTheOthers() async throws {
        try await withTwoClients { client, other in
            try await whileLocked(1, by: other) {
                let begun = LoopClock.Instant.now
                async let waiting = concurrently(1) { _ in
                    try await client.write("UPDATE notes SET count = count + 1 WHERE id = \(1)")
                }
                let results = await concurrently(20) { id in
                    try await client.write("UPDATE notes SET count = count + 1 WHERE id = \(id + 2)").affected
                }
                let others = begun.duration(to: .now)
                for result in results { #expect((try? result.get()) == 1) }
                #expect(await waiting[0].postgresError?.kind == .timeout)
                // The one that waits does so for lock_timeout, alone; the others are through long before.
                #expect(others < begun.duration(to: .now))
            }
            let found1 = try await client.read("SELECT sum(count) FROM notes WHERE id > 1")[0].int(0)
            #expect(found1 == 20)
            let found2 = try await client.read("SELECT count FROM notes WHERE id = 1")[0].int(0)
            #expect(found2 == 0)
        }
    }

    @Test func aMemberThatWaitsForLessThanItsLimitSucceeds() async throws {
        try await withTwoClients { client, other in
            async let results = whileLocked(1, by: other) {
                let waiting = Task { @LoopActor in
                    try await client.write("UPDATE notes SET count = count + 1 WHERE id = \(1)").affected
                }
                // It has left its batch and waits in a session of its own.
                while try await other.read(
                    """
                    SELECT 1 FROM pg_stat_activity a JOIN pg_locks l USING (pid) WHERE NOT l.granted
                    AND current_setting('lock_timeout') = '2s' AND now() - a.query_start > interval '300 ms'
                    """
                ).isEmpty {}
                return waiting
            }
            let found3 = try await results.value
            #expect(found3 == 1)
        }
    }

    @Test func batchesOfTwoClientsThatDeadlockBothSucceed() async throws {
        try await withTwoClients { first, second in
            for _ in 0..<5 {
                async let up = concurrently(20) { id in
                    try await first.write("UPDATE notes SET count = count + 1 WHERE id = \(id + 1)").affected
                }
                async let down = concurrently(20) { id in
                    try await second.write("UPDATE notes SET count = count + 1 WHERE id = \(20 - id)").affected
                }
                for result in await up + down { #expect((try? result.get()) == 1) }
            }
            let rows = try await first.read("SELECT DISTINCT count FROM notes WHERE id <= 20")
            #expect(rows.map { $0.int(0) } == [10])
        }
    }

    @Test func transactionsThatDeadlockRunAgain() async throws {
        try await withTwoClients { first, second in
            let results = await concurrently(8) { index in
                let client = index % 2 == 0 ? first : second
                return try await client.withTransaction { transaction in
                    let (one, two) = index % 2 == 0 ? (1, 2) : (2, 1)
                    try await transaction.query("UPDATE notes SET count = count + 1 WHERE id = \(one)")
                    try await transaction.query("UPDATE notes SET count = count + 1 WHERE id = \(two)")
                }
            }
            let succeeded = results.filter { (try? $0.get()) != nil }.count
            for result in results where result.postgresError != nil {
                #expect([.serialization, .timeout].contains(result.postgresError?.kind))
            }
            let rows = try await first.read("SELECT count FROM notes WHERE id IN (1, 2)")
            #expect(rows.map { $0.int(0) } == [succeeded, succeeded])
            #expect(succeeded > 0)
        }
    }

    @Test func aSerializationFailureRunsTheBodyAgain() async throws {
        try await withTwoClients { client, other in
            var runs = 0
            try await client.withTransaction(isolation: .repeatableRead) { transaction in
                runs += 1
                let count = try await transaction.query("SELECT count FROM notes WHERE id = 1")[0].int(0)
                if runs < 3 { _ = try await other.write("UPDATE notes SET count = count + 10 WHERE id = 1") }
                try await transaction.query("UPDATE notes SET count = \(count + 1) WHERE id = 1")
            }
            #expect(runs == 3)
            let found4 = try await client.read("SELECT count FROM notes WHERE id = 1")[0].int(0)
            #expect(found4 == 21)
        }
    }

    @Test func uniqueViolationsOfOneBatchAreEachOnesOwn() async throws {
        try await withTwoClients { client, _ in
            let results = await concurrently(40) { index in
                try await client.write("INSERT INTO notes VALUES (\(200 + index / 2))")
            }
            let violations = results.compactMap(\.postgresError)
            #expect(violations.map(\.kind) == Array(repeating: .uniqueViolation(constraint: "notes_pkey"), count: 20))
            let found5 = try await client.read("SELECT count(*) FROM notes WHERE id >= 200")[0].int(0)
            #expect(found5 == 20)
        }
    }

    @Test func aConstraintThatIsCheckedAtTheCommitFailsItsOwnMember() async throws {
        try await withTwoClients { client, _ in
            _ = try await client.write(
                "ALTER TABLE notes ADD COLUMN parent bigint REFERENCES notes DEFERRABLE INITIALLY DEFERRED")
            let results = await concurrently(10) { index in
                try await client.write(
                    "INSERT INTO notes (id, parent) VALUES (\(300 + index), \(index == 4 ? 999 : 1))")
            }
            for (index, result) in results.enumerated() {
                #expect((result.postgresError != nil) == (index == 4))
            }
            let found6 = try await client.read("SELECT count(*) FROM notes WHERE id >= 300")[0].int(0)
            #expect(found6 == 9)
        }
    }
}
