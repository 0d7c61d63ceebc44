import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

/// What is refused, taken back or bounded.
@LoopActor @Suite(.database) struct PostgresLimitsTests {
    @Test func noMoreThanTheLimitWait() async throws {
        // The only connection waits for a lock until as many were refused as are over the limit.
        let patient = "-c lock_timeout=0 -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
        let config = PostgresConfig(
            url: TestDatabase.url + " options='\(patient)'", readConnections: 1, queueTimeout: .seconds(60),
            silenceLimit: .seconds(60), waitingLimit: 1_024)
        try await TestDatabase.withClient(config) { client in
            let refused = Tally()
            let all = try await client.withTransaction { lock in
                _ = try await lock.query("SELECT pg_advisory_xact_lock(1)")
                let held = Task { @LoopActor in try await client.read("SELECT pg_advisory_xact_lock_shared(1)") }
                try await eventually("the read waits for the lock") {
                    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted" as SQL
                    return try await lock.query(waiting)[0].int(0) == 1
                }
                let all = Task { @LoopActor in
                    await concurrently(1_100) { index in
                        do {
                            return try await client.read("SELECT \(index)")[0].int(0)
                        } catch let error as PostgresError where error.kind == .busy {
                            refused.add()
                            throw error
                        }
                    }
                }
                await refused.reached(1_100 - 1_024)
                return (held, all)
            }
            _ = try await all.0.value
            let answers = await all.1.value
            #expect(answers.filter { (try? $0.get()) != nil }.count == 1_024)
            #expect(refused.count == 76)
        }
    }

    @Test func textWithU0000NeverReachesTheDatabase() async throws {
        try await TestDatabase.withClient { client in
            let results = await concurrently(3) { index in
                switch index {
                case 0: _ = try await client.read("SELECT \("a\0b")::text")
                case 1: _ = try await client.write("SELECT \(["a", "b\0"])")
                default: try await client.withTransaction { _ = try await $0.query("SELECT \("\0")::text") }
                }
            }
            for result in results { #expect(result.postgresError?.kind == .invalidText) }
        }
    }

    @Test func aCancelledTaskIsAnsweredAtOnce() async throws {
        let config = PostgresConfig(url: TestDatabase.url, readConnections: 1, writeConnections: 1, sessions: 1)
        try await TestDatabase.withClient(config) { client in
            let begun = LoopClock.Instant.now
            for work in 0..<3 {
                let result = await concurrently(1) { _ in
                    try await withDeadline(.milliseconds(50)) {
                        switch work {
                        case 0: _ = try await client.read("SELECT pg_sleep(4)")
                        case 1: _ = try await client.write("SELECT pg_sleep(4)")
                        default: try await client.withTransaction { _ = try await $0.query("SELECT pg_sleep(4)") }
                        }
                    }
                }[0]
                if case .failure(let error) = result {
                    #expect(error is DeadlineExceeded)
                } else {
                    Issue.record("no error")
                }
            }
            #expect(begun.duration(to: .now) < .seconds(4))
        }
    }

    @Test func aWriteThatWasAbandonedIsAnUnknownCommit() async throws {
        let config = PostgresConfig(url: TestDatabase.url, readConnections: 1, writeConnections: 1, sessions: 1)
        try await TestDatabase.withClient(config) { client in
            let sent = Task { @LoopActor in try await client.write("SELECT pg_sleep(0.5)") }
            while try await client.read(
                "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(0.5)' AND datname = current_database()"
            ).isEmpty {}
            let waiting = Task { @LoopActor in try await client.write("SELECT 1") }
            await Task.yield()
            sent.cancel()
            waiting.cancel()
            #expect(await sent.result.postgresError?.kind == .outcomeUnknown)
            #expect(await waiting.result.postgresError?.kind == .cancelled)
        }
    }

    @Test func aStatementThatTakesTooLongEndsAndTheOthersOfItsBatchDoNot() async throws {
        let url = TestDatabase.url + " options='-c statement_timeout=300'"
        try await TestDatabase.withClient(PostgresConfig(url: url, readConnections: 1, sessions: 2)) { client in
            let results = await concurrently(8) { try await client.read("SELECT pg_sleep(\($0 == 3 ? 2.0 : 0.0)), 7") }
            for (index, result) in results.enumerated() {
                if index == 3 {
                    #expect(result.postgresError?.kind == .timeout)
                } else {
                    #expect((try? result.get())?[0].int(1) == 7)
                }
            }
        }
    }

    @Test func transactionsWaitForASessionButNotForEver() async throws {
        let config = PostgresConfig(url: TestDatabase.url, sessions: 1, acquireTimeout: .milliseconds(100))
        try await TestDatabase.withClient(config) { client in
            try await client.withTransaction { transaction in
                try await transaction.query("SELECT 1")
                let second = await concurrently(1) { _ in
                    try await client.withTransaction { try await $0.query("SELECT 1").count }
                }[0]
                #expect(second.postgresError?.kind == .busy)
            }
            let found1 = try await client.withTransaction { try await $0.query("SELECT 1").count }
            #expect(found1 == 1)
        }
    }

    @Test func moreStatementsThanASessionKeepsStillWork() async throws {
        let config = PostgresConfig(url: TestDatabase.url, readConnections: 1)
        try await TestDatabase.withClient(config) { client in
            for round in 0..<2 {
                for number in 0..<300 {
                    let rows = try await client.read("SELECT \(unescaped: "\(number)") + \(round)::int")
                    #expect(rows[0].int(0) == number + round)
                }
            }
            let found2 = try await client.read("SELECT count(*) FROM pg_prepared_statements")[0].int(0)
            #expect(found2 == 256)
        }
    }

    @Test func aChangedSchemaIsNoticed() async throws {
        try await TestDatabase.withClient { client in
            _ = try await client.write("CREATE TABLE notes (id int)")
            _ = try await client.write("INSERT INTO notes VALUES (1)")
            func all() async throws -> [Int] {
                let read = try await client.read("SELECT * FROM notes")
                let written = try await client.write("UPDATE notes SET id = id RETURNING *")
                let transacted = try await client.withTransaction { try await $0.query("SELECT * FROM notes") }
                return [read, written, transacted].map { $0[0].int(0) }
            }
            let found3 = try await all()
            #expect(found3 == [1, 1, 1])
            _ = try await client.write("ALTER TABLE notes ALTER id TYPE bigint, ADD COLUMN text text DEFAULT 'x'")
            for _ in 0..<4 { #expect(try await all() == [1, 1, 1]) }
            let results = await concurrently(50) { _ in try await client.read("SELECT * FROM notes")[0].string(1) }
            for result in results { #expect((try? result.get()) == "x") }
        }
    }
}
