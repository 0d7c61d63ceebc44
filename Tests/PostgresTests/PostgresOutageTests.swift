import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

/// Servers that end sessions, restart, or let nobody write.
@LoopActor @Suite(.database) struct PostgresOutageTests {
    private static let table = "CREATE TABLE notes (id bigint PRIMARY KEY)" as SQL

    /// F9: every acknowledged write is there, nothing else is, and the pool fills again.
    @Test func terminatedSessionsLoseNothing() async throws {
        try await TestDatabase.withClient { killer in
            _ = try await killer.write(Self.table)
            let config = PostgresConfig(url: TestDatabase.url, applicationName: "todo-victim", sessions: 4)
            try await TestDatabase.withClient(config) { client in
                let attempts = Tally()
                async let kills: Void = Self.terminate("todo-victim", with: killer, 14, oneEach: 64, of: attempts)
                let results = await concurrently(16) { worker in
                    var acknowledged: [Int] = []
                    for id in worker * 60..<(worker + 1) * 60 {
                        if try await Self.insert(id, with: client) { acknowledged.append(id) }
                        attempts.add()
                    }
                    return acknowledged
                }
                try await kills
                let acknowledged = try results.flatMap { try $0.get() }
                let rows = try await client.read("SELECT id FROM notes")
                #expect(rows.map { $0.int(0) }.sorted() == acknowledged.sorted())
                #expect(acknowledged.count * 100 >= attempts.count * 99)  // errors <= 1 %
                let idle = try await killer.read(
                    """
                    SELECT 1 FROM pg_stat_activity WHERE application_name = 'todo-victim'
                    AND state LIKE 'idle in transaction%'
                    """)
                #expect(idle.isEmpty)
            }
        }
    }

    /// Every tenth in a transaction; false when it certainly did not happen.
    private static func insert(_ id: Int, with client: PostgresClient) async throws -> Bool {
        do {
            if id % 10 == 9 {
                return try await client.withTransaction {
                    try await $0.query("INSERT INTO notes VALUES (\(id))").affected == 1
                }
            }
            _ = try await client.write(
                "INSERT INTO notes VALUES (\(id))", committed: "SELECT id FROM notes WHERE id = \(id)")
            return true
        } catch let error as PostgresError where error.kind == .connectionLost {
            return false
        }
    }

    private static func terminate(
        _ application: String, with client: PostgresClient, _ count: Int, oneEach pace: Int, of attempts: Tally
    ) async throws {
        for kill in 1...count {
            await attempts.reached(kill * pace)
            try await eventually("there is a session to end") {
                try await client.read(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE application_name = \(application) AND datname = current_database() ORDER BY random() LIMIT 1
                    """
                ).count == 1
            }
        }
    }

    /// F8: every connection ends, nobody is let in for a while, then all is as before.
    @Test func aRestartIsSurvived() async throws {
        try await TestDatabase.withProxy { proxy, url in
            let config = PostgresConfig(url: url, applicationName: "todo-test", sessions: 4)
            try await TestDatabase.withClient(config) { client in
                _ = try await client.write(Self.table)
                for round in 0..<5 {
                    async let results = concurrently(32) { index -> Int in
                        let id = round * 100 + index
                        _ = try await client.write(
                            "INSERT INTO notes VALUES (\(id))", committed: "SELECT id FROM notes WHERE id = \(id)")
                        return id
                    }
                    proxy.mode = .refuse
                    proxy.cutAll()
                    try await LoopClock().sleep(for: .milliseconds(200))
                    proxy.mode = .forward
                    let acknowledged = await results.compactMap { try? $0.get() }
                    while (try? await client.ping()) == nil {}
                    let there = Set(
                        try await client.read("SELECT id FROM notes WHERE id >= \(round * 100)").map { $0.int(0) })
                    #expect(there.isSuperset(of: acknowledged))
                }
            }
        }
    }

    /// F13: a primary that was demoted.
    @Test func aReadOnlyServerIsUnavailableUntilItIsNot() async throws {
        let writable = PostgresConfig(url: TestDatabase.url + " options='-c default_transaction_read_only=off'")
        try await TestDatabase.withClient(writable) { administrator in
            _ = try await administrator.write(Self.table)
            let config = PostgresConfig(url: TestDatabase.url, applicationName: "todo-demoted", sessions: 2)
            let name = TestDatabase.current?.name ?? ""
            try await TestDatabase.withClient(config) { client in
                try await client.withTransaction { try await $0.query("INSERT INTO notes VALUES (1)") }
                _ = try await administrator.write(
                    "ALTER DATABASE \(unescaped: name) SET default_transaction_read_only = on")
                _ = try await administrator.read(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'todo-demoted'")
                await #expect(throws: PostgresError.self) { try await client.write("INSERT INTO notes VALUES (2)") }
                do {
                    try await client.withTransaction { try await $0.query("INSERT INTO notes VALUES (3)") }
                    Issue.record("a read-only server took a row")
                } catch let error as PostgresError {
                    #expect(error.kind == .unavailable)
                }
                _ = try await administrator.write(
                    "ALTER DATABASE \(unescaped: name) RESET default_transaction_read_only")
                while (try? await client.write("INSERT INTO notes VALUES (4)")) == nil {}
                let ids = try await client.read("SELECT id FROM notes ORDER BY id").map { $0.int(0) }
                #expect(ids == [1, 4])
            }
        }
    }

    @Test func aSessionThatTurnedReadOnlyIsDiscarded() async throws {
        let config = PostgresConfig(url: TestDatabase.url, writeConnections: 1, sessions: 1)
        try await TestDatabase.withClient(config) { client in
            _ = try await client.write(Self.table)
            _ = try await client.write("SET default_transaction_read_only = on")
            let failure = await concurrently(1) { _ in try await client.write("INSERT INTO notes VALUES (1)") }[0]
            #expect(failure.postgresError?.kind == .unavailable)
            while (try? await client.write("INSERT INTO notes VALUES (2)")) == nil {}
            let found2 = try await client.read("SELECT id FROM notes").map { $0.int(0) }
            #expect(found2 == [2])
        }
    }

    @Test func withoutAServerStartReturnsAndCallsSayUnavailable() async throws {
        let config = PostgresConfig(
            url: "host=/nowhere dbname=none", connectTimeout: .milliseconds(200), acquireTimeout: .milliseconds(200),
            queueTimeout: .milliseconds(200))
        try await TestDatabase.withClient(config) { client in
            for _ in 0..<2 {
                let results = await concurrently(3) { index in
                    switch index {
                    case 0: _ = try await client.read("SELECT 1")
                    case 1: _ = try await client.write("SELECT 1")
                    default: try await client.withTransaction { _ = try await $0.query("SELECT 1") }
                    }
                }
                for result in results { #expect(result.postgresError?.kind == .unavailable) }
            }
            #expect(client.lastAnswer == nil)
        }
    }

    @Test func anUnreadableURLStopsTheStart() async throws {
        let client = PostgresClient(
            PostgresConfig(url: "nonsense"), logger: Logger("test", level: .error), metrics: Metrics())
        await #expect(throws: PostgresError.self) { try await client.start() }
    }
}
