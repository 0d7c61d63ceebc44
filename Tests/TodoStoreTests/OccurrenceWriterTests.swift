import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

@testable import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct OccurrenceWriterTests {
    private let ids = IdentifierSource { .random(in: .min ... .max) }
    private let zones: ZoneDatabase

    init() throws {
        zones = try ZoneDatabase(tzdata: "Z Etc/UTC 0 - UTC\nL Etc/UTC UTC\n") { name in
            Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
        }
    }

    /// A daily series in UTC that started this many days ago, its first occurrences not made yet.
    private func series(of user: UserID, daysAgo: Int, tags: [String] = []) -> RecurringTask {
        let zone = Zone.utc
        let start = zone.civil(Date()).date.adding(days: -daysAgo)
        var series = RecurringTask(
            id: .sample(), userID: user, title: "Water the plants", tags: tags,
            reminders: [CivilDuration(days: 0, seconds: -600)],
            rule: RecurrenceRule(frequency: .daily, start: CivilDateTime(start, .morning)), timezone: "UTC",
            createAhead: .exact, createdAt: .sample, updatedAt: .sample)
        let first = zone.instant(CivilDateTime(start, .morning))
        (series.nextDueAt, series.nextGenerateAt) = (first, first)
        return series
    }

    private func insert(_ series: RecurringTask, _ store: StoreFixture) async throws {
        _ = try await store.tags.ensure(series.tags, of: store.user, now: .sample)
        try await store.postgres.withTransaction { transaction in
            try await RecurringTaskWriter().create(series, in: .utc, events: [], log: [], in: transaction)
        }
    }

    /// One round of a replica: claims what is due and carries it out; answers how many tasks it made.
    private func runOnce(_ store: StoreFixture, limit: Int = 20) async throws -> Int {
        let tasks = TaskWriter(store.postgres)
        let writer = OccurrenceWriter(
            tasks: tasks, series: RecurringTaskWriter(), zones: zones, ids: ids, source: "recurring-task-service")
        return try await store.postgres.withTransaction { transaction in
            var made = 0
            let (due, now) = try await RecurringTaskStore(store.postgres).claimDue(limit: limit, in: transaction)
            let profiles = try await UserStore(store.postgres).profiles(due.map(\.userID), in: transaction)
            for var series in due {
                guard let profile = profiles[series.userID] else { continue }
                let plan = series.catchUpPlan(at: now, in: .utc)
                let cause = OccurrenceWriter.Cause(
                    .cron, actor: .service("recurring-task-service"), correlationID: "tick")
                made += try await writer.carryOut(
                    plan, for: &series, of: profile, at: now, cause: cause, in: transaction
                ).count
            }
            return made
        }
    }

    @Test func aSeriesComesBackAsItWentIn() async throws {
        try await StoreFixture.with { store in
            let plain = series(of: store.user, daysAgo: 1, tags: ["home"])
            var weekly = series(of: store.user, daysAgo: 2)
            weekly.rule = RecurrenceRule(
                frequency: .weekly(on: [.monday, .friday], weekStart: .sunday), interval: 2, monthEndPolicy: .skip,
                start: plain.rule.start, end: .on(CivilDate(dayNumber: 30_000)), maxCount: 7)
            weekly.createAhead = .duration(CivilDuration(days: 1, seconds: 0))
            weekly.catchUpPolicy = .latest
            var monthly = series(of: store.user, daysAgo: 3)
            monthly.rule = RecurrenceRule(
                frequency: .monthly(day: -1), start: plain.rule.start, end: .at(Date.sample))
            for series in [plain, weekly, monthly] {
                try await insert(series, store)
                #expect(try await RecurringTaskStore(store.postgres).find(series.id, of: store.user) == series)
            }
            #expect(try await RecurringTaskStore(store.postgres).find(plain.id, of: .sample()) == nil)
        }
    }

    @Test func everyOccurrenceSinceTheStartGetsOneTask() async throws {
        try await StoreFixture.with { store in
            let series = series(of: store.user, daysAgo: 3, tags: ["home"])
            try await insert(series, store)
            let made = try await runOnce(store)
            #expect(made >= 3)
            #expect(try await runOnce(store) == 0)
            let page = try await store.tasks.list(.init(recurringTaskID: series.id), of: store.user, limit: 100)
            #expect(page.rows.count == made)
            #expect(Set(page.rows.map { $0.occurrenceAt }).count == made)
            #expect(page.rows.allSatisfy { $0.parts.tags == ["home"] && $0.parts.reminders.count == 1 })
            #expect(try await OccurrenceLedger.rows(of: series.id, in: store.postgres).count == made)
            #expect(try await store.count(of: "outbox_events") == 2 * made)
            let advanced = try #require(try await RecurringTaskStore(store.postgres).find(series.id, of: store.user))
            #expect(try #require(advanced.nextDueAt) > Date())
        }
    }

    @Test func racingReplicasMakeEachOccurrenceOnce() async throws {
        try await StoreFixture.with { store in
            let many = (0..<30).map { _ in series(of: store.user, daysAgo: 2) }
            for series in many { try await insert(series, store) }
            let made = try await concurrently(6) { _ in
                var made = 0
                for _ in 0..<6 { made += try await runOnce(store, limit: 5) }
                return made
            }.map { try $0.get() }.reduce(0, +)
            let rest = try await runOnce(store, limit: 100)
            let tasks = try await store.count(of: "tasks")
            #expect(tasks == made + rest)
            let distinct = try await store.number(
                "SELECT count(DISTINCT (recurring_task_id, occurrence_at)) FROM tasks")
            #expect(distinct == tasks)
            #expect(tasks >= 60)
            let dueEvents = try await store.number(
                "SELECT count(*) FROM outbox_events WHERE type = 'recurring-task.due.v1'")
            #expect(dueEvents == tasks)
            #expect(try await store.number("SELECT count(*) FROM recurring_tasks WHERE next_generate_at <= now()") == 0)
        }
    }

    @Test func whatTheLedgerHasIsNotMadeAgain() async throws {
        try await StoreFixture.with { store in
            let series = series(of: store.user, daysAgo: 2)
            try await insert(series, store)
            let made = try await runOnce(store)
            // As if the process had died before the series moved on, and somebody had thrown a task away meanwhile.
            try await store.run(
                """
                UPDATE recurring_tasks SET next_due_at = \(series.nextDueAt), next_generate_at = \(series.nextGenerateAt)
                """)
            try await store.run("UPDATE tasks SET deleted_at = now()")
            #expect(try await runOnce(store) == 0)
            #expect(try await store.count(of: "tasks") == made)
        }
    }

    @Test func aTaskThatTheLedgerDoesNotKnowIsAdopted() async throws {
        try await StoreFixture.with { store in
            let series = series(of: store.user, daysAgo: 2)
            try await insert(series, store)
            let early = TodoTask.sample(
                of: store.user, recurringTaskID: series.id, occurrenceAt: series.nextDueAt)
            try await store.create(early)
            let made = try await runOnce(store)
            #expect(try await store.count(of: "tasks") == made + 1)
            let adopted = try await store.number(
                "SELECT count(*) FROM recurring_occurrences WHERE task_id = \(early.id)")
            #expect(adopted == 1)
            #expect(try await store.number("SELECT count(*) FROM recurring_tasks WHERE next_generate_at <= now()") == 0)
        }
    }
}
