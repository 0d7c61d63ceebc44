import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

/// What a client is told agrees with the database, wherever the connection was cut.
@LoopActor @Suite(.database) struct LostConnectionTests {
    private static let table = "CREATE TABLE notes (id bigint PRIMARY KEY, text text NOT NULL)" as SQL

    private func withClient<T: Sendable>(
        _ body: @LoopActor (PostgresClient, TCPProxy) async throws -> T
    ) async throws -> T {
        try await TestDatabase.withProxy { proxy, url in
            let config = PostgresConfig(
                url: url, applicationName: "todo-test", readConnections: 1, writeConnections: 1, sessions: 4)
            return try await TestDatabase.withClient(config) { try await body($0, proxy) }
        }
    }

    private func insert(_ id: Int, with client: PostgresClient) async throws -> Int {
        try await client.write(
            "INSERT INTO notes VALUES (\(id), \("note \(id)")) RETURNING id",
            committed: "SELECT id FROM notes WHERE id = \(id)")[0].int(0)
    }

    private func ids(_ client: PostgresClient) async throws -> [Int] {
        try await client.read("SELECT id FROM notes ORDER BY id").map { $0.int(0) }
    }

    @Test(arguments: TCPProxy.Cut.allCases)
    func anAcknowledgedWriteIsThereExactlyOnce(_ cut: TCPProxy.Cut) async throws {
        try await withClient { client, proxy in
            _ = try await client.write(Self.table)
            for round in 0..<50 {
                proxy.pending = [cut]
                let results = await concurrently(8) { try await self.insert(round * 8 + $0, with: client) }
                let answered = try results.map { try $0.get() }
                #expect(answered == (0..<8).map { round * 8 + $0 })
            }
            #expect(proxy.cuts == 50)
            let found1 = try await ids(client)
            #expect(found1 == Array(0..<400))
        }
    }

    @Test(arguments: TCPProxy.Cut.allCases)
    func withoutAWayToLookTheCallerIsToldThatNobodyKnows(_ cut: TCPProxy.Cut) async throws {
        try await withClient { client, proxy in
            _ = try await client.write(Self.table)
            proxy.pending = [cut]
            let outcome: PostgresError.Kind?
            do throws(PostgresError) {
                _ = try await client.write("INSERT INTO notes VALUES (1, 'once')")
                outcome = nil
            } catch {
                outcome = error.kind
            }
            switch cut {
            case .beforeSync, .afterAnswer: break
            case .atSync, .beforeAnswer: #expect(outcome == .outcomeUnknown)
            }
            if outcome == nil { #expect(try await ids(client) == [1]) }
        }
    }

    @Test func readsAreAskedAgain() async throws {
        try await withClient { client, proxy in
            for cut in TCPProxy.Cut.allCases {
                proxy.pending = [cut]
                let rows = try await client.read("SELECT \(17)")
                #expect(rows[0].int(0) == 17)
            }
            #expect(proxy.cuts == 4)
        }
    }

    @Test(arguments: TCPProxy.Cut.allCases)
    func aTransactionsCommitIsFoundOut(_ cut: TCPProxy.Cut) async throws {
        try await withClient { client, proxy in
            _ = try await client.write(Self.table)
            var hooks = 0
            for id in 0..<25 {
                try await client.withTransaction { transaction in
                    try await transaction.query("INSERT INTO notes VALUES (\(id), 'in a transaction')")
                    transaction.afterCommit { hooks += 1 }
                    // The next Sync is COMMIT's own.
                    if proxy.cuts == id { proxy.pending = [cut] }
                }
            }
            #expect(proxy.cuts == 25)
            #expect(hooks == 25)
            let found2 = try await ids(client)
            #expect(found2 == Array(0..<25))
        }
    }

    @Test(arguments: TCPProxy.Cut.allCases)
    func aTransactionThatLosesItsConnectionRunsAgain(_ cut: TCPProxy.Cut) async throws {
        try await withClient { client, proxy in
            _ = try await client.write(Self.table)
            var runs = 0
            try await client.withTransaction { transaction in
                runs += 1
                if runs == 1 { proxy.pending = [cut] }
                try await transaction.query("INSERT INTO notes VALUES (1, 'a')")
                try await transaction.query("INSERT INTO notes VALUES (2, 'b')")
            }
            #expect(runs == 2)
            let found3 = try await ids(client)
            #expect(found3 == [1, 2])
        }
    }

    @Test func anOutageIsToldSoonAndEndsByItself() async throws {
        let patience = PostgresConfig(url: "")
        #expect(max(patience.queueTimeout, patience.acquireTimeout) <= .seconds(2))
        try await withClient { client, proxy in
            _ = try await client.write(Self.table)
            proxy.mode = .refuse
            proxy.cutAll()
            // Nobody is let in before all have been told.
            let results = await concurrently(20) { id -> Int in
                if id < 10 { return try await self.insert(id, with: client) }
                if id < 15 { return try await client.read("SELECT 1")[0].int(0) }
                return try await client.withTransaction { try await $0.query("SELECT 1")[0].int(0) }
            }
            for result in results { #expect(result.postgresError?.kind == .unavailable) }
            proxy.mode = .forward
            while (try? await client.ping()) == nil {}
            _ = try await insert(1, with: client)
            let found4 = try await ids(client)
            #expect(found4 == [1])
        }
    }

    @Test func aSilentServerIsGivenUp() async throws {
        try await TestDatabase.withClient { _ = try await $0.write(Self.table) }
        try await TestDatabase.withProxy { proxy, url in
            let config = PostgresConfig(
                url: url, readConnections: 1, writeConnections: 1, sessions: 2, connectTimeout: .milliseconds(300),
                acquireTimeout: .milliseconds(300), queueTimeout: .milliseconds(300), silenceLimit: .seconds(2))
            try await TestDatabase.withClient(config) { client in
                try await eventually("it reads") { (try? await client.read("SELECT 1")) != nil }
                try await eventually("it writes") { (try? await client.write("SELECT 1")) != nil }
                proxy.mode = .blackhole
                let results = await concurrently(10) { id -> Int in
                    if id < 5 { return try await self.insert(id, with: client) }
                    return try await client.read("SELECT 1")[0].int(0)
                }
                // Those of the first batch were sent; what came later was not.
                let kinds = results.map { $0.postgresError?.kind }
                #expect(kinds[..<5].contains(.outcomeUnknown))
                #expect(kinds[..<5].allSatisfy { $0 == .outcomeUnknown || $0 == .unavailable })
                #expect(kinds[5...].allSatisfy { $0 == .unavailable })
                proxy.mode = .forward
                proxy.cutAll()
                try await eventually("it writes again") { (try? await client.write("SELECT 1")) != nil }
                try await eventually("it reads again") { (try? await self.ids(client)) != nil }
            }
        }
    }

    @Test func aSlowNetworkChangesNothing() async throws {
        try await withClient { client, proxy in
            _ = try await client.write(Self.table)
            proxy.delay = .milliseconds(30)
            let results = await concurrently(100) { try await self.insert($0, with: client) }
            let answered = try results.map { try $0.get() }
            #expect(answered == Array(0..<100))
        }
    }
}
