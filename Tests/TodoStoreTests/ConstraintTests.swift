import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

/// What the schema itself refuses, whoever writes.
@LoopActor @Suite(.todoDatabase, .noHanging) struct ConstraintTests {
    private func kind(_ store: StoreFixture, _ change: SQL) async -> PostgresError.Kind? {
        do {
            try await store.run(change)
            return nil
        } catch {
            return (error as? PostgresError)?.kind
        }
    }

    @Test func tasksObeyTheirRules() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user))
            let cases: [(String, String)] = [
                ("title = ''", "tasks_title_length"), ("status = 'open'", "tasks_status_known"),
                ("due_date = '10000-01-01Z'", "tasks_due_date_range"),
                ("due_date = 'infinity'", "tasks_due_date_range"),
                ("due_date = '1969-12-31Z'", "tasks_due_date_range"), ("due_is_all_day = true", "tasks_all_day"),
                ("version = 0", "tasks_version_positive"),
                ("description = repeat('x', 10001)", "tasks_description_length"),
            ]
            for (change, constraint) in cases {
                #expect(
                    await kind(store, "UPDATE tasks SET \(unescaped: change)")
                        == .checkViolation(constraint: constraint), "\(change)")
            }
            #expect(await kind(store, "UPDATE tasks SET title = repeat('ü', 255)") == nil)
            #expect(await kind(store, "UPDATE tasks SET priority_id = 5") != nil)
        }
    }

    @Test func anOccurrenceHasOneTaskAlsoWhenItWasDeleted() async throws {
        try await StoreFixture.with { store in
            let series = RecurringTask.ID.sample()
            try await store.run(
                """
                INSERT INTO recurring_tasks (id, user_id, title, recurrence_type, timezone, start_date, start_wall)
                VALUES (\(series), \(store.user), 'Water', 'daily', 'UTC', now(), now())
                """)
            let first = TodoTask.sample(of: store.user, recurringTaskID: series, occurrenceAt: .sample)
            #expect(try await store.create(first) == .saved)
            try await store.update(first.changed { $0.deletedAt = .sample }, replacing: first)
            let second = TodoTask.sample(of: store.user, recurringTaskID: series, occurrenceAt: .sample)
            #expect(try await store.create(second) == .moved)
            #expect(try await store.count(of: "outbox_events") == 2)
        }
    }

    @Test func anEventExistsOnceAndATasksVersionHasOneEvent() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user))
            let copy: SQL = """
                INSERT INTO outbox_events (event_id, aggregate_id, aggregate_seq, partition_key, type, topics, payload)
                SELECT
                """
            let rest: SQL = "aggregate_seq, partition_key, type, topics, payload FROM outbox_events"
            let sameEvent = await kind(store, copy + " event_id, gen_random_uuid(), " + rest)
            #expect(sameEvent == .uniqueViolation(constraint: "outbox_events_event_id_unique"))
            let sameSeq = await kind(store, copy + " gen_random_uuid(), aggregate_id, " + rest)
            #expect(sameSeq == .uniqueViolation(constraint: "outbox_events_one_per_seq"))
        }
    }

    @Test func anAddressIsTakenInAnyCase() async throws {
        try await StoreFixture.with { store in
            let insert: SQL = "INSERT INTO users (id, email, name) VALUES (gen_random_uuid(), "
            #expect(await kind(store, insert + "'ann@example.org', 'Ann')") == nil)
            let taken = await kind(store, insert + "'ANN@Example.org', 'Ann')")
            #expect(taken == .uniqueViolation(constraint: "users_email_unique"))
            try await store.run("DELETE FROM users WHERE email = 'ann@EXAMPLE.org'")
        }
    }

    @Test func aSeriesIsCronExactlyWhenItHasAnExpression() async throws {
        try await StoreFixture.with { store in
            let wrong = await kind(
                store,
                """
                INSERT INTO recurring_tasks (id, user_id, title, recurrence_type, timezone, start_date, start_wall)
                VALUES (gen_random_uuid(), \(store.user), 'Water', 'cron', 'UTC', now(), now())
                """)
            #expect(wrong == .checkViolation(constraint: "recurring_tasks_cron_expression"))
            let count = try await store.count(of: "recurring_tasks")
            #expect(count == 0)
        }
    }
}
