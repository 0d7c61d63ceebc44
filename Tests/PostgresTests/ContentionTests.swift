import Postgres
import Reactor
import TestSupport
import Testing

/// Members of a batch that meet a lock, or each other.
@LoopActor @Suite(.database) struct ContentionTests {
    private static let table = "CREATE TABLE notes (id bigint PRIMARY KEY, count int NOT NULL DEFAULT 0)" as SQL

    private func withTwoClients<T: Sendable>(
        _ config: PostgresConfig? = nil, _ body: @LoopActor (PostgresClient, PostgresClient) async throws -> T
    ) async throws -> T {
        let usual = PostgresConfig(url: TestDatabase.url, readConnections: 1, writeConnections: 1, sessions: 4)
        let config = config ?? usual
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

    /// Once it has left its batch, it waits in a session of its own for as long as the row is locked.
    private static let patientUpdate = """
        UPDATE notes SET count = count + 1 WHERE id = 1 AND set_config('lock_timeout',
            CASE current_setting('lock_timeout') WHEN '2s' THEN '0' ELSE current_setting('lock_timeout') END, true)
            IS NOT NULL
        """ as SQL

    @Test func aMemberThatWaitsDoesNotHoldUpTheOthers() async throws {
        try await withTwoClients(.patient("")) { client, other in
            let waiting = try await whileLocked(1, by: other) {
                var hasEnded = false
                let waiting = Task { @LoopActor in
                    defer { hasEnded = true }
                    return try await client.write(Self.patientUpdate).affected
                }
                let results = await concurrently(20) { id in
                    try await client.write("UPDATE notes SET count = count + 1 WHERE id = \(id + 2)").affected
                }
                for result in results { #expect((try? result.get()) == 1) }
                #expect(!hasEnded)
                return waiting
            }
            #expect(try await waiting.value == 1)
            let counts = try await client.read("SELECT count(*) FROM notes WHERE count = 1")[0].int(0)
            #expect(counts == 21)
        }
    }

    @Test func aMemberWaitsForItsLimitAndNoLonger() async throws {
        try await withTwoClients(.patient("")) { client, other in
            try await whileLocked(1, by: other) {
                let results = await concurrently(2) { id in
                    try await client.write("UPDATE notes SET count = count + 1 WHERE id = \(id + 1)").affected
                }
                #expect(results[0].postgresError?.kind == .timeout)
                #expect((try? results[1].get()) == 1)
            }
            let found1 = try await client.read("SELECT count FROM notes WHERE id = 1")[0].int(0)
            #expect(found1 == 0)
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
