import Postgres
import TestSupport
import Testing
import TodoCore

@testable import TodoStore

extension PlanTests {
    /// Other filters and orders than those of the lists above, full-text search, its fallback, and the summary.
    @Test func whateverIsAskedForOnlyTheUsersOwnTasksAreRead() async throws {
        try await withLargeTables { store in
            for plan in try await findingPlans(store) {
                let scans = plan.lines.filter { $0.contains(" on tasks") && !$0.contains("Bitmap Heap Scan") }
                #expect(!scans.isEmpty, "\(plan)")
                for scan in scans {
                    // Or what belongs to one thing of theirs: the tasks of a series, the parts of a task, those of a tag.
                    let isOfTheirs = ["tasks_one_per_occurrence", "tasks_parent", "tasks_pkey"].contains {
                        scan.contains($0)
                            && ["recurring_task_id =", "parent_id =", "task_tags"].contains(
                                where: plan.statement.contains)
                    }
                    #expect(scan.contains("tasks_user_") || scan.contains("tasks_trash ") || isOfTheirs, "\(plan)")
                }
                // What is searched is not compared with the tasks of the user one by one: of 80,000 that takes seconds.
                if plan.statement.contains("search_title") {
                    #expect(scans.allSatisfy { $0.contains("tasks_user_text") }, "\(plan)")
                }
                for table in Self.large { #expect(plan.scans(of: table) == [], "\(plan)") }
                // Nor is each of their tasks compared with each link to a tag.
                #expect(!plan.lines.contains { $0.contains("Join Filter:") && $0.contains("task_id") }, "\(plan)")
            }
            // They find what is there, in one of 80,000 tasks.
            var query = TaskQuery()
            query.search = TaskSearch("task 999")
            query.orders = []
            let found = try await store.tasks.list(query, of: store.user, limit: 20)
            #expect(found.rows.count == 20 && found.next != nil)
            query.search = TaskSearch("tasks 98765")
            #expect(try await store.tasks.list(query, of: store.user, limit: 20).rows.map(\.title) == ["Task 98765"])
        }
    }

    private static let filters = [
        "due_date < +3d and not (priority >= high or tag = 'tag 1')", "tag = 'tag 1'", "not tag = 'tag 1'",
        "tag is null", "tag in ('tag 1', 'tag 2')", "tag like 'tag%'",
        "tag is not null", "tag like 'tag%' or title like '%9876%'", "title = 'Task 98765'", "title like 'Task 9876%'",
        "description is null or description like '%x%'", "status in (pending, completed)", "not completed = true",
        "due_state = overdue or due_state = due_soon", "is_recurring = true", "is_recurring = false and position > 0",
        "parent_id is null", "parent_id is not null", "recurring_task_id is not null", "recurring_task_id is null",
        "parent_id = 018f0000-0000-7000-8000-000000000000",
        "not recurring_task_id = 018f0000-0000-7000-8000-000000000000",
        "parent_id = 018f0000-0000-7000-8000-000000000000 or completed_at > now",
        "due_date = today or due_date is null",
        "created_at > -1w and updated_at <= now or completed_at is not null", "created_at = today",
    ]

    private func findingPlans(_ store: StoreFixture) async throws -> [Plan] {
        let user = store.user
        func run(_ texts: [String?] = [], _ change: (inout TaskQuery) throws -> Void) async throws {
            var query = TaskQuery()
            try change(&query)
            let position = TaskQuery.Position(key: .sample, id: .sample(), texts: texts)
            _ = try await store.tasks.list(query, of: user, limit: 20)
            _ = try await store.tasks.list(query, of: user, after: position, limit: 20)
            _ = try await store.tasks.list(query, of: user, after: position, .back, limit: 20)
            _ = try await store.tasks.list(query, of: user, offset: 20, limit: 20)
            _ = try await store.tasks.count(query, of: user)
        }
        for state in DueState.allCases {
            try await run { $0.dueState = DueStateFilter([state], at: .sample, zone: .utc, window: 86_400) }
        }
        try await run { $0.isCompleted = true }
        try await run { $0.isCompleted = false }
        try await run { $0.anyTags = ["tag 1", "tag 2"] }
        try await run { $0.hasDue = false }
        try await run { $0.isRecurring = true }
        try await run { $0.recurringTaskID = .sample() }
        try await run { $0.parentID = .sample() }
        try await run { ($0.createdFrom, $0.createdTo) = (.sample, .sample) }
        try await run { $0.updatedSince = .sample }
        try await run { $0.isDeleted = true }
        try await run(["3", "Task", nil]) {
            $0.orders = [
                .init(.priority, isDescending: true), .init(.title, isDescending: false),
                .init(.completedAt, isDescending: true),
            ]
        }
        for mode in [TaskSearch.Mode.words, .similar] {
            try await run(["0.5", nil]) { ($0.search, $0.orders) = (TaskSearch("task 1234", mode: mode), []) }
            try await run { $0.search = TaskSearch("task 1234", mode: mode) }
        }
        let context = TaskFilterContext(now: .sample, zone: .utc, weekStart: .monday)
        for text in Self.filters {
            try await run { $0.filter = try TaskFilter.parse(text, context) }
        }
        let states = DueStateFilter(at: .sample, zone: .utc, window: 86_400)
        _ = try await store.tasks.summary(of: user, states, zone: .utc)
        return try await plans { sql throws(PostgresError) in try await store.postgres.read(sql) }
    }
}
