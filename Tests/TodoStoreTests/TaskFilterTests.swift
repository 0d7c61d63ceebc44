import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

@testable import TodoStore

/// Filters as SQL, against a plain reading of the same filters.
@LoopActor @Suite(.todoDatabase) struct TaskFilterTests {
    private static let context = TaskFilterContext(now: .sample, zone: .utc, weekStart: .monday)

    /// Two hundred random filters over sixty random tasks: the database and the plain evaluator find the same.
    @Test func filtersFindWhatTheyMean() async throws {
        try await StoreFixture.with { store in
            var random = RandomFilters.Generator(state: 20_261_121)
            let series = try await series(of: store)
            _ = try await store.tags.ensure(RandomFilters.tags, of: store.user, now: .sample)
            var tasks: [TodoTask] = []
            for _ in 0..<60 {
                let task = RandomFilters.task(of: store.user, tasks, series, using: &random)
                try await store.create(task)
                tasks.append(task)
            }
            var (found, all) = (0, 0)
            for _ in 0..<200 {
                let text = RandomFilters.filter(depth: 3, tasks, series, using: &random)
                let filter = try TaskFilter.parse(text, Self.context)
                var query = TaskQuery()
                query.filter = filter
                let rows = try await store.tasks.list(query, of: store.user, limit: 100).rows
                let evaluator = TaskFilterEvaluator(now: .sample)
                let wanted = tasks.filter { evaluator.holds(filter, $0) }
                #expect(Set(rows.map(\.id)) == Set(wanted.map(\.id)), "\(text)")
                #expect(try await store.tasks.count(query, of: store.user) == wanted.count, "\(text)")
                found += wanted.count
                all += tasks.count
            }
            // The filters are worth something: they neither find everything nor nothing.
            #expect(found * 10 > all && found * 10 < all * 9)
        }
    }

    private func series(of store: StoreFixture) async throws -> [RecurringTask.ID] {
        let ids = [RecurringTask.ID.sample(), .sample()]
        for id in ids {
            _ = try await store.postgres.write(
                """
                INSERT INTO recurring_tasks (id, user_id, title, recurrence_type, timezone, start_date, start_wall)
                VALUES (\(id), \(store.user), 'Water', 'daily', 'UTC', now(), now())
                """)
        }
        return ids
    }

    @Test func whatHasNoValueIsNotComparedAndItsNegationHolds() async throws {
        try await StoreFixture.with { store in
            let due = TodoTask.sample(of: store.user, title: "due", due: .at(.sample.addingTimeInterval(3_600)))
            let free = TodoTask.sample(of: store.user, title: "free")
            for task in [due, free] { try await store.create(task) }
            let cases: [(String, [String])] = [
                ("due_date > now", ["due"]), ("not due_date > now", ["free"]), ("due_date < now", []),
                ("not due_date < now", ["due", "free"]), ("not (due_date > now or due_date <= now)", ["free"]),
                ("due_date != today", ["free"]), ("due_date not in (today)", ["free"]),
                ("not not due_date = today", ["due"]), ("due_date is null", ["free"]),
                ("not due_date is not null", ["free"]), ("completed_at != now", ["due", "free"]),
                ("tag != x", ["due", "free"]), ("is_recurring is null", []), ("status is not null", ["due", "free"]),
            ]
            for (text, wanted) in cases {
                var query = TaskQuery(sort: .title, isDescending: false)
                query.filter = try TaskFilter.parse(text, Self.context)
                let titles = try await store.tasks.list(query, of: store.user, limit: 10).rows.map(\.title)
                #expect(titles == wanted, "\(text)")
            }
        }
    }

    @Test func aTaskDueOnADayIsComparedByThatDayWhateverItsZone() async throws {
        try await StoreFixture.with { store in
            // The day is over at 10:00Z, for that is midnight there.
            let day = Due.AllDay(on: try #require(CivilDate("2026-03-01")), timezone: "Pacific/Kiritimati")
            let due = Due(instant: try Timestamp.parse("2026-03-01T10:00:00Z"), allDay: day)
            try await store.create(.sample(of: store.user, title: "day", due: due))
            try await store.create(.sample(of: store.user, title: "time", due: .at(.sample)))
            for (text, wanted) in [
                ("due_date = today", ["day", "time"]), ("due_date < today", []),
                ("due_date >= today", ["day", "time"]),
                ("due_date <= -1d", []), ("due_date > -1d", ["day", "time"]), ("due_date > today", []),
                ("due_date < 2026-03-01T10:00:01Z", ["day", "time"]), ("due_date < 2026-03-01T09:00:00Z", []),
            ] {
                var query = TaskQuery(sort: .title, isDescending: false)
                query.filter = try TaskFilter.parse(text, Self.context)
                let titles = try await store.tasks.list(query, of: store.user, limit: 10).rows.map(\.title)
                #expect(titles == wanted, "\(text)")
            }
        }
    }

    @Test func textsAreComparedInAnyCaseAndForm() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user, title: "Caf\u{65}\u{301} 100% a_b \\"))
            for (text, isFound) in [
                ("title = 'CAF\u{C9} 100% A_B \\\\'", true), ("title like 'caf\u{E9}%'", true),
                ("title like caf", false),
                (#"title like '%100\%%'"#, true), (#"title like '%10\%%'"#, false), (#"title like '% a\_b %'"#, true),
                (#"title like '%a\_\_b%'"#, false), (#"title like '%\\'"#, true), ("title like caf_%", true),
                ("description like '%LITRES'", true), ("description not like '%litres%'", false),
            ] {
                var query = TaskQuery()
                query.filter = try TaskFilter.parse(text, Self.context)
                #expect(try await store.tasks.count(query, of: store.user) == (isFound ? 1 : 0), "\(text)")
            }
        }
    }
}
