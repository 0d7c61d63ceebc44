import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.database) struct PostgresClientTests {
    @Test func readsAndWritesInBatches() async throws {
        try await TestDatabase.withClient { client in
            _ = try await client.write("CREATE TABLE notes (id bigint PRIMARY KEY, text text NOT NULL)")
            let results = await concurrently(200) { id in
                try await client.write("INSERT INTO notes VALUES (\(id + 1), \("note \(id + 1)"))")
            }
            for result in results { _ = try result.get() }
            let rows = try await client.read("SELECT id, text FROM notes WHERE id > \(150) ORDER BY id")
            #expect(rows.count == 50)
            #expect(rows[0].int(0) == 151)
            #expect(rows[49].string(1) == "note 200")
        }
    }

    @Test func aBadMemberOfABatchFailsAlone() async throws {
        try await TestDatabase.withClient { client in
            _ = try await client.write("CREATE TABLE notes (id bigint PRIMARY KEY)")
            _ = try await client.write("INSERT INTO notes VALUES (7)")
            let results = await concurrently(20) { id in
                try await client.write("INSERT INTO notes VALUES (\(id + 1))")
            }
            let failures = results.compactMap { $0.postgresError }
            #expect(failures.map(\.kind) == [.uniqueViolation(constraint: "notes_pkey")])
            let found1 = try await client.read("SELECT count(*) FROM notes")[0].int(0)
            #expect(found1 == 20)
        }
    }

    @Test func aTransactionCommitsOrLeavesNothing() async throws {
        struct Refused: Error {}
        try await TestDatabase.withClient { client in
            _ = try await client.write("CREATE TABLE notes (id bigint PRIMARY KEY)")
            var hooks = 0
            try await client.withTransaction { transaction in
                try await transaction.query("INSERT INTO notes VALUES (1)")
                transaction.afterCommit { hooks += 1 }
            }
            #expect(hooks == 1)
            await #expect(throws: Refused.self) {
                try await client.withTransaction { transaction in
                    try await transaction.query("INSERT INTO notes VALUES (2)")
                    transaction.afterCommit { hooks += 1 }
                    throw Refused()
                }
            }
            #expect(hooks == 1)
            let found2 = try await client.read("SELECT count(*) FROM notes")[0].int(0)
            #expect(found2 == 1)
        }
    }
}

extension Result where Failure == any Error {
    /// Why the database refused; nil when it did not.
    var postgresError: PostgresError? {
        if case .failure(let error) = self { error as? PostgresError } else { nil }
    }
}
