import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.database) struct PostgresTransactionTests {
    private func withTable<T: Sendable>(_ body: @LoopActor (PostgresClient) async throws -> T) async throws -> T {
        try await TestDatabase.withClient { client in
            _ = try await client.write("CREATE TABLE notes (id bigint PRIMARY KEY)")
            return try await body(client)
        }
    }

    @Test func theFirstErrorIsKept() async throws {
        try await withTable { client in
            let result = await concurrently(1) { _ in
                try await client.withTransaction { transaction in
                    try await transaction.query("INSERT INTO notes VALUES (1)")
                    _ = try? await transaction.query("INSERT INTO notes VALUES (1)")
                    try await transaction.query("SELECT 1")
                }
            }[0]
            #expect(result.postgresError?.kind == .uniqueViolation(constraint: "notes_pkey"))
            let found1 = try await client.read("SELECT 1 FROM notes")
            #expect(found1.isEmpty)
        }
    }

    @Test func aBodyThatHidesAnErrorCommitsNothing() async throws {
        try await withTable { client in
            let result = await concurrently(1) { _ in
                try await client.withTransaction { transaction in
                    try await transaction.query("INSERT INTO notes VALUES (1)")
                    _ = try? await transaction.query("SELECT 1 / 0")
                    return "done"
                }
            }[0]
            #expect(result.postgresError?.kind == .server(sqlState: "22012"))
            let found2 = try await client.read("SELECT 1 FROM notes")
            #expect(found2.isEmpty)
        }
    }

    @Test func anEmptyTransactionSendsNothing() async throws {
        try await withTable { client in
            let found3 = try await client.withTransaction { _ in 7 }
            #expect(found3 == 7)
        }
    }

    @Test func severalStatementsShareARoundTrip() async throws {
        try await withTable { client in
            let counts = try await client.withTransaction { transaction in
                try await transaction.queryAll((1...5).map { "INSERT INTO notes VALUES (\($0))" }).map(\.affected)
            }
            #expect(counts == [1, 1, 1, 1, 1])
        }
    }

    @Test func tasksWithinABodyTakeTurns() async throws {
        try await withTable { client in
            let sum = try await client.withTransaction { transaction in
                let results = await concurrently(20) { try await transaction.query("SELECT \($0)")[0].int(0) }
                return try results.reduce(0) { try $0 + $1.get() }
            }
            #expect(sum == 190)
        }
    }

    @Test func hooksRunAfterTheCommitAndInOrder() async throws {
        try await withTable { client in
            var order: [Int] = []
            try await client.withTransaction { transaction in
                transaction.afterCommit { order.append(1) }
                transaction.afterCommit { order.append(2) }
                try await transaction.query("INSERT INTO notes VALUES (1)")
                #expect(order.isEmpty)
            }
            #expect(order == [1, 2])
        }
    }

    @Test func aConstraintCheckedAtCommitIsTheCallersError() async throws {
        try await withTable { client in
            _ = try await client.write(
                "CREATE TABLE lines (note bigint REFERENCES notes DEFERRABLE INITIALLY DEFERRED)")
            let result = await concurrently(1) { _ in
                try await client.withTransaction { try await $0.query("INSERT INTO lines VALUES (1)") }
            }[0]
            #expect(result.postgresError?.kind == .foreignKey(constraint: "lines_note_fkey"))
        }
    }
}
