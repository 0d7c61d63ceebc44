import Postgres
import Reactor
import TestSupport
import Testing

/// What is refused, taken back or bounded.
@LoopActor @Suite(.database) struct PostgresLimitsTests {
    @Test func noMoreThanTheLimitWait() async throws {
        // The only connection waits for a lock until as many were refused as are over the limit.
        try await TestDatabase.withClient(.patient()) { client in
            let refused = Tally()
            let all = try await client.withTransaction { lock in
                _ = try await lock.query("SELECT pg_advisory_xact_lock(1)")
                let held = Task { @LoopActor in try await client.read("SELECT pg_advisory_xact_lock_shared(1)") }
                try await eventually("the read waits for the lock") {
                    try await lock.query(.waitingForLocks)[0].int(0) == 1
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

    /// What a task gets that is cancelled while its statement waits for a lock which nobody releases before.
    private func cancelled(
        holding lock: PostgresTransaction, _ work: @escaping @LoopActor @Sendable () async throws -> Void
    ) async throws -> Result<Void, any Error> {
        let before = try await lock.query(.waitingForLocks)[0].int(0)
        let task = Task { @LoopActor in try await work() }
        try await eventually("it waits for the lock") { try await lock.query(.waitingForLocks)[0].int(0) > before }
        task.cancel()
        return await task.result
    }

    @Test func aCancelledTaskIsAnsweredAtOnce() async throws {
        let wait = "SELECT pg_advisory_xact_lock_shared(1)" as SQL
        try await TestDatabase.withClient { holder in
            try await TestDatabase.withClient(.patient(sessions: 1)) { client in
                try await holder.withTransaction { lock in
                    try await lock.query("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
                    try await lock.query("SELECT pg_advisory_xact_lock(1)")
                    let read = try await cancelled(holding: lock) { _ = try await client.read(wait) }
                    #expect(read.postgresError?.kind == .cancelled)
                    let write = try await cancelled(holding: lock) { _ = try await client.write(wait) }
                    #expect(write.postgresError?.kind == .outcomeUnknown)
                    let transaction = try await cancelled(holding: lock) {
                        try await client.withTransaction { _ = try await $0.query(wait) }
                    }
                    #expect(transaction.postgresError?.kind == .cancelled)
                }
            }
        }
    }

    @Test func aWriteThatNeverLeftTheQueueWasNotSent() async throws {
        try await TestDatabase.withClient(.patient()) { client in
            try await client.withTransaction { lock in
                try await lock.query("SELECT pg_advisory_xact_lock(1)")
                let sent = Task { @LoopActor in try await client.write("SELECT pg_advisory_xact_lock_shared(1)") }
                try await eventually("it waits for the lock") {
                    try await lock.query(.waitingForLocks)[0].int(0) == 1
                }
                let queued = Task.immediate { @LoopActor in try await client.write("SELECT 1") }
                queued.cancel()
                #expect(await queued.result.postgresError?.kind == .cancelled)
                sent.cancel()
                #expect(await sent.result.postgresError?.kind == .outcomeUnknown)
            }
        }
    }

    @Test func aStatementThatTakesTooLongEndsAndTheOthersOfItsBatchDoNot() async throws {
        let url = TestDatabase.url + " options='-c statement_timeout=1000'"
        try await TestDatabase.withClient(PostgresConfig(url: url, readConnections: 1, sessions: 2)) { client in
            let results = await concurrently(8) { try await client.read("SELECT pg_sleep(\($0 == 3 ? 60.0 : 0.0)), 7") }
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
            try await eventually("there is a session") { (try? await client.withTransaction { _ in }) != nil }
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
