import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

/// The plans of the stores' statements over much data, of which one user owns most: an even table would show nothing.
///
/// The statements are those that the stores really prepared, taken from the sessions that ran them, under the settings of
/// every connection (`force_generic_plan`).
@LoopActor @Suite(.todoDatabase, .noHanging) struct PlanTests {
    struct Plan: CustomStringConvertible {
        let statement: String
        let lines: [String]

        var description: String { ([statement] + lines).joined(separator: "\n") }
        /// Whether the rows come in order, without a sort below the limit.
        var isSorted: Bool { !lines.prefix(3).contains { $0.hasSuffix("Sort") } }
        func scans(of table: String) -> [String] { lines.filter { $0.contains("Seq Scan on \(table)") } }
    }

    static let large = [
        "tasks", "task_tags", "tags", "task_reminders", "outbox_events", "processed_events", "task_event_log",
        "notifications", "notification_deliveries", "recurring_tasks", "sessions",
    ]

    @Test func noStatementReadsALargeTableFromEndToEnd() async throws {
        try await withLargeTables { store in
            var plans = try await readingPlans(store)
            plans += try await writingPlans(store)
            plans += try await claimingPlans(store)
            #expect(plans.count >= 30)
            // The reconciler asks for each event it misses whether it is parked.
            let redrive = try #require(plans.first { $0.statement.contains("FROM dead_letters d") })
            #expect(redrive.lines.contains { $0.contains("dead_letters_event") }, "\(redrive)")
            for plan in plans {
                for table in Self.large { #expect(plan.scans(of: table) == [], "\(plan)") }
            }
        }
    }

    @Test func everyListOfAUserIsServedByAnIndexThatBeginsWithTheUser() async throws {
        try await withLargeTables { store in
            for plan in try await readingPlans(store) where plan.statement.contains("user_id = $1") {
                guard plan.statement.contains("ORDER BY"), !plan.statement.contains("task_event_log") else { continue }
                let condition = plan.lines.first { $0.contains("Index Cond:") } ?? ""
                #expect(
                    condition.contains("Index Cond: (user_id =") || condition.contains("Index Cond: ((user_id ="),
                    "\(plan)")
                // Newest first comes from the index, however many rows the user has.
                if plan.statement.contains("created_at DESC") || plan.statement.contains("updated_at DESC") {
                    #expect(plan.isSorted || plan.statement.contains("status ="), "\(plan)")
                }
                // So do those that are due first or last: what is sorted is a page of them and one of those without a date.
                if plan.statement.contains("FROM ((SELECT") {
                    let scans = plan.lines.filter { $0.contains(" on tasks t") }
                    #expect(!scans.isEmpty && scans.allSatisfy { $0.contains("tasks_user_due ") }, "\(plan)")
                }
            }
        }
    }

    /// A session keeps its plans, and a young one made them for empty tables. Reading an index whole for every row of
    /// something else costs nothing then, and stops the relay at the first backlog.
    @Test func plansMadeForEmptyTablesHoldWhenTheyAreFull() async throws {
        try await StoreFixture.with { store in
            _ = try await store.insert([.sample(of: store.user, key: "k")])
            for plan in try await readingPlans(store) + (try await writingPlans(store)) {
                for table in Self.large { #expect(plan.scans(of: table) == [], "\(plan)") }
                // A task is found by its key, not among all of its user's.
                if plan.statement.contains("id = $1 AND (") || plan.statement.contains("t.id = ANY($1)") {
                    let scans = plan.lines.filter { $0.contains(" on tasks") && $0.contains("Scan") }
                    #expect(!scans.isEmpty && scans.allSatisfy { $0.contains("tasks_pkey") }, "\(plan)")
                }
                // Joins of a statement's own parts and with the few dead letters may be loops.
                guard !plan.statement.contains("MATERIALIZED") else { continue }
                #expect(!plan.lines.contains { $0.contains("Join Filter:") }, "\(plan)")
            }
        }
    }

    // MARK: Plans

    private func readingPlans(_ store: StoreFixture) async throws -> [Plan] {
        let user = store.user
        let position = TaskQuery.Position(key: .sample, id: .sample())
        for sort in TaskQuery.Sort.allCases {
            for isDescending in [true, false] {
                let query = TaskQuery(sort: sort, isDescending: isDescending)
                _ = try await store.tasks.list(query, of: user, limit: 20)
                _ = try await store.tasks.list(query, of: user, after: position, limit: 20)
                _ = try await store.tasks.list(query, of: user, after: position, .back, limit: 20)
            }
        }
        let filtered = TaskQuery(
            statuses: [.pending], priorities: [.high], tags: ["tag 1"], dueFrom: .sample, dueTo: .sample)
        _ = try await store.tasks.list(filtered, of: user, limit: 20)
        _ = try await store.tasks.list(.init(statuses: [.pending, .completed]), of: user, limit: 20)
        _ = try await store.tasks.count(filtered, of: user)
        _ = try await store.tasks.find(.sample(), of: user)
        _ = try await store.tasks.show(.sample(), of: user)
        _ = try await store.tasks.trash(of: user, limit: 20)
        _ = try await store.tasks.trash(of: user, after: position, limit: 20)
        _ = try await store.tasks.trash(of: user, after: position, .back, limit: 20)
        _ = try await store.tasks.trashCount(of: user)
        _ = try await store.tasks.parts(of: .sample(), user: user)
        _ = try await EventLog(store.postgres).events(of: .sample(), user: user, limit: 20)
        _ = try await EventLog(store.postgres).events(of: .sample(), user: user, after: 9, .back, limit: 20)
        for query in [NotificationStore.Query(), .init(unreadOnly: true), .init(kinds: [.due])] {
            let place = NotificationStore.Position(createdAt: .sample, id: .sample())
            _ = try await store.notifications.list(query, of: user, limit: 20)
            _ = try await store.notifications.list(query, of: user, after: place, limit: 20)
            _ = try await store.notifications.list(query, of: user, after: place, .back, limit: 20)
            _ = try await store.notifications.count(query, of: user)
        }
        let series = RecurringTaskStore(store.postgres)
        _ = try await series.list(of: user, limit: 20)
        _ = try await series.list(of: user, isActive: true, limit: 20)
        let newer = RecurringTaskStore.Position(createdAt: .sample, id: .sample())
        _ = try await series.list(of: user, after: newer, .back, limit: 20)
        _ = try await store.tags.list(of: user, after: "tag 3", .back, limit: 20)
        _ = try await series.find(.sample(), of: user)
        _ = try await series.secondsToNext()
        _ = try await store.outbox.heads(ofShards: [1, 2, 3], limit: 50)
        _ = try await store.outbox.statistics()
        _ = try await store.outbox.parked()
        _ = try await ReminderStore(store.postgres).oldestOverdueAge(at: .sample)
        _ = try await DueEventStore(store.postgres).oldestOverdueAge(at: .sample)
        return try await plans { sql throws(PostgresError) in try await store.postgres.read(sql) }
    }

    private func writingPlans(_ store: StoreFixture) async throws -> [Plan] {
        let task = TodoTask.sample(of: store.user, tags: ["tag 1"], reminders: [.sample(at: .sample)])
        try await store.create(task)
        try await store.update(
            task.changed { ($0.tags, $0.reminders) = (["tag 2"], [.sample(at: .sample)]) }, replacing: task)
        let lease = try #require(try await store.outbox.acquireLeases(owner: store.user.rawValue, limit: 16).first)
        _ = try await store.outbox.markPublished([3, 4], owner: store.user.rawValue, leases: [lease])
        _ = try await store.outbox.deletePublished(olderThan: .seconds(86_400), limit: 10)
        _ = try await store.outbox.redrive(consumer: "notification-service", types: [.taskCreated], limit: 1_000)
        let deliveries = DeliveryStore(store.postgres)
        let claim = try #require(try await deliveries.claim(channel: .email).first)
        _ = try await deliveries.record(.dead(error: "550"), of: claim)
        _ = try await deliveries.rescue()
        return try await plans { sql throws(PostgresError) in try await store.postgres.write(sql) }
    }

    private func claimingPlans(_ store: StoreFixture) async throws -> [Plan] {
        try await store.postgres.withTransaction { transaction in
            let reminders = try await ReminderStore(store.postgres).claimDue(at: .sample, in: transaction)
            #expect(reminders.count > 100)
            let due = DueEventStore(store.postgres)
            let tasks = try await due.claimDue(at: .sample, in: transaction)
            #expect(tasks?.count == 500)
            let entries = (tasks ?? []).map {
                DueEventStore.Entry(task: $0.id, dueDate: .sample, notices: [.due], nextNoticeAt: nil)
            }
            _ = try await due.record(entries, in: transaction)
            _ = try await RecurringTaskStore(store.postgres).claimDue(in: transaction)
            _ = try await Inbox.admit(
                [.init(eventID: .sample(), topic: "task-events")], by: "notification-service", in: transaction)
            _ = try await store.notifications.insert([.sample(of: store.user, key: "k")], in: transaction)
            _ = try await store.notifications.markRead(.sample(), of: store.user, at: .sample, in: transaction)
            _ = try await store.notifications.markAllRead(of: store.user, at: .sample, in: transaction)
            _ = try await DeliveryStore(store.postgres).expire(in: transaction)
            let (user, task) = (store.user, TodoTask.ID.sample())
            _ = try await store.tasks.find([task], of: user, lockedIn: transaction)
            _ = try await store.tasks.findWithParts(task, of: user, lockedIn: transaction)
            _ = try await store.tasks.family(of: task, under: .sample(), user: user, in: transaction)
            _ = try await store.tasks.trash(of: user, deletedBy: .sample, limit: 100, lockedIn: transaction)
            _ = try await store.tasks.trash(deletedBy: .sample, limit: 100, lockedIn: transaction)
            _ = try await EventLog.lastOperation(of: user, since: .sample, in: transaction)
            return try await plans { sql throws(PostgresError) in try await transaction.query(sql) }
        }
    }

    /// The plans of everything that the session of `query` has prepared for the stores.
    func plans(_ query: (SQL) async throws(PostgresError) -> PostgresRows) async throws -> [Plan] {
        let prepared = try await query(
            """
            SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements
             WHERE statement ~ '(tasks|events|notification|deliver|series|log)' AND statement !~ 'pg_prepared_statements'
               AND statement !~ 'INSERT INTO users|generate_series|^(SAVEPOINT|EXPLAIN)' ORDER BY prepare_time
            """)
        var plans: [Plan] = []
        for row in prepared {
            let nulls = Array(repeating: "NULL", count: row.int(2)).joined(separator: ", ")
            let call = row.int(2) == 0 ? "\"\(row.string(0))\"" : "\"\(row.string(0))\"(\(nulls))"
            let lines = try await query("EXPLAIN (COSTS OFF) EXECUTE \(unescaped: call)").map { $0.string(0) }
            plans.append(Plan(statement: row.string(1), lines: lines))
        }
        return plans
    }

    // MARK: Data

    /// A database with 100,000 tasks, four fifths of which belong to the fixture's user, and all that comes with them.
    func withLargeTables(_ body: @LoopActor (StoreFixture) async throws -> Void) async throws {
        let config = PostgresConfig(
            url: TestDatabase.url + " options='-c statement_timeout=60000'", applicationName: "todo-test",
            readConnections: 1, writeConnections: 1, sessions: 1, queueTimeout: .seconds(60),
            silenceLimit: .seconds(60))
        let user = UserID.sample()
        // Other sessions than those whose statements are looked at.
        try await TestDatabase.withClient(config) { postgres in
            let store = StoreFixture(postgres: postgres, user: user)
            try await store.insertUser(user)
            for statement in Self.data(user) { try await store.run(statement) }
        }
        try await TestDatabase.withClient(config) { postgres in
            try await body(StoreFixture(postgres: postgres, user: user))
        }
    }

    /// The index of texts is made at the end, which saves most of the time.
    private static func data(_ user: UserID) -> [SQL] {
        [
            "DROP INDEX tasks_user_text",
            """
            INSERT INTO users (id, email, name)
            SELECT gen_random_uuid(), 'user' || n || '@example.org', 'User' FROM generate_series(1, 2000) n
            """,
            """
            INSERT INTO tasks (id, user_id, title, status, due_date, next_notice_at, has_tags, has_reminders, created_at)
            SELECT gen_random_uuid(), CASE WHEN n % 5 < 4 THEN \(user) ELSE u.ids[1 + n % 2000] END, 'Task ' || n,
                   (ARRAY['pending', 'completed', 'in_progress'])[1 + n % 3], \(Date.sample) + n * interval '1 second',
                   CASE WHEN n % 100 = 0 THEN \(Date.sample) - n * interval '1 second' END, n % 10 = 0, n % 10 = 0,
                   now() - n * interval '1 second'
              FROM generate_series(1, 100000) n, (SELECT array_agg(id) AS ids FROM users) u
            """,
            """
            INSERT INTO tags (id, user_id, name)
            SELECT gen_random_uuid(), u.id, 'tag ' || n FROM users u, generate_series(1, 5) n
            """,
            """
            INSERT INTO task_tags SELECT t.id, g.id FROM tasks t JOIN tags g USING (user_id) WHERE t.has_tags
            """,
            """
            INSERT INTO task_reminders (id, task_id, user_id, kind, remind_at, status)
            SELECT gen_random_uuid(), id, user_id, 'absolute', \(Date.sample) - random() * interval '1 hour',
                   CASE WHEN random() < 0.5 THEN 'pending' ELSE 'sent' END
              FROM tasks WHERE has_reminders
            """,
            """
            INSERT INTO outbox_events
                (event_id, aggregate_id, aggregate_seq, partition_key, type, topics, payload, created_at, published_at)
            SELECT gen_random_uuid(), id, 1, id, 'task.created.v1', '{task-events}', '{}', created_at - interval '1 hour',
                   CASE WHEN random() < 0.95 THEN created_at END
              FROM tasks LIMIT 40000
            """,
            """
            INSERT INTO processed_events (consumer, event_id, topic, received_at)
            SELECT 'notification-service', event_id, 'task-events', published_at FROM outbox_events
             WHERE published_at IS NOT NULL
            """,
            """
            INSERT INTO task_event_log (event_id, task_id, user_id, actor, source, event_type, event_data)
            SELECT gen_random_uuid(), id, user_id, 'a', 'api', 'task.created.v1', '{}' FROM tasks LIMIT 40000
            """,
            """
            INSERT INTO notifications (id, user_id, kind, title, body, dedupe_key, created_at, read_at)
            SELECT gen_random_uuid(), user_id, 'due', 't', 'b', id::text, created_at,
                   CASE WHEN random() < 0.9 THEN now() END
              FROM tasks LIMIT 30000
            """,
            """
            INSERT INTO notification_deliveries (id, notification_id, user_id, channel, status)
            SELECT gen_random_uuid(), id, user_id, 'email', CASE WHEN random() < 0.95 THEN 'sent' ELSE 'pending' END
              FROM notifications
            """,
            """
            INSERT INTO delivery_attempts (delivery_id, attempt, lease_token, outcome)
            SELECT id, 1, id, 'sent' FROM notification_deliveries WHERE status = 'sent'
            """,
            """
            INSERT INTO recurring_tasks
                (id, user_id, title, recurrence_type, timezone, start_date, start_wall, next_generate_at)
            SELECT gen_random_uuid(), CASE WHEN n % 5 < 4 THEN \(user) ELSE u.ids[1 + n % 2000] END, 'Water', 'daily',
                   'UTC', now(), now(), now() + (n - 100) * interval '1 minute'
              FROM generate_series(1, 10000) n, (SELECT array_agg(id) AS ids FROM users) u
            """,
            "CREATE INDEX tasks_user_text ON tasks USING gin (user_id, search, search_title(title) gin_trgm_ops)",
            "ANALYZE",
        ]
    }
}
