import FoundationEssentials
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct TaskStoreTests {
    /// All pages of a query, two tasks each.
    private func all(_ query: TaskQuery, _ store: StoreFixture) async throws -> [TodoTask.ID] {
        var tasks: [TodoTask.ID] = []
        var position: TaskQuery.Position?
        repeat {
            let page = try await store.tasks.list(query, of: store.user, after: position, limit: 2)
            #expect(page.rows.count == 2 || page.next == nil)
            tasks += page.rows.map(\.id)
            position = page.next
        } while position != nil
        return tasks
    }

    /// Nine tasks, of which some share an instant and some have no due date.
    private func fill(_ store: StoreFixture) async throws -> [TodoTask] {
        var tasks: [TodoTask] = []
        let names = try await store.tags.ensure(["work", "home"], of: store.user, now: .sample)
        for number in 0..<9 {
            var task = TodoTask.sample(
                of: store.user, title: "Task \(number)",
                due: number % 3 == 0 ? nil : .at(Date.sample.addingTimeInterval(Double(number / 4) * 60)),
                tags: number % 4 == 0 ? names : [], reminders: number == 4 ? [.sample(at: .sample)] : [],
                createdAt: Date.sample.addingTimeInterval(Double(number / 2)))
            task.updatedAt = Date.sample.addingTimeInterval(Double(9 - number))
            task.status = [.pending, .completed, .inProgress][number % 3]
            task.priority = number < 2 ? .critical : .medium
            try await store.create(task)
            tasks.append(task)
        }
        let stranger = UserID.sample()
        try await store.insertUser(stranger)
        try await store.create(.sample(of: stranger))
        let deleted = TodoTask.sample(of: store.user)
        try await store.create(deleted)
        try await store.update(deleted.changed { $0.deletedAt = .sample }, replacing: deleted)
        return tasks
    }

    @Test func everySortGoesThroughAllPagesBothWays() async throws {
        try await StoreFixture.with { store in
            let tasks = try await fill(store)
            let byCreation = tasks.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }.map(\.id)
            #expect(try await all(.init(sort: .createdAt, isDescending: false), store) == byCreation)
            #expect(try await all(.init(sort: .createdAt, isDescending: true), store) == byCreation.reversed())
            let byUpdate = tasks.sorted { ($0.updatedAt, $0.id) < ($1.updatedAt, $1.id) }.map(\.id)
            #expect(try await all(.init(sort: .updatedAt, isDescending: false), store) == byUpdate)
            #expect(try await all(.init(sort: .updatedAt, isDescending: true), store) == byUpdate.reversed())
            let dated = tasks.filter { $0.due != nil }
                .sorted { ($0.due?.instant ?? .sample, $0.id) < ($1.due?.instant ?? .sample, $1.id) }.map(\.id)
            let undated = tasks.filter { $0.due == nil }.map(\.id).sorted()
            #expect(try await all(.init(sort: .dueDate, isDescending: false), store) == dated + undated)
            #expect(
                try await all(.init(sort: .dueDate, isDescending: true), store)
                    == dated.reversed() + undated.reversed())
        }
    }

    @Test func filtersNarrowListAndTotalAlike() async throws {
        try await StoreFixture.with { store in
            let tasks = try await fill(store)
            let middle = Date.sample.addingTimeInterval(60)
            let cases: [(TaskQuery, (TodoTask) -> Bool)] = [
                (.init(), { _ in true }),
                (.init(statuses: [.completed]), { $0.status == .completed }),
                (.init(statuses: [.completed, .pending]), { $0.status != .inProgress }),
                (.init(priorities: [.critical]), { $0.priority == .critical }),
                (.init(tags: ["WORK"]), { $0.tags.contains("work") }),
                (.init(tags: ["work", "home"]), { $0.tags.count == 2 }),
                (.init(tags: ["work", "nowhere"]), { _ in false }),
                (.init(dueFrom: middle), { ($0.due?.instant ?? .distantPast) >= middle }),
                (.init(dueTo: middle), { ($0.due?.instant ?? .distantFuture) <= middle }),
                (.init(recurringTaskID: .sample()), { _ in false }),
            ]
            for (query, isWanted) in cases {
                let wanted = tasks.filter(isWanted)
                #expect(try await Set(all(query, store)) == Set(wanted.map(\.id)), "\(query)")
                #expect(try await store.tasks.count(query, of: store.user) == wanted.count, "\(query)")
            }
        }
    }

    @Test func aTaskInsertedMeanwhileMovesNothing() async throws {
        try await StoreFixture.with { store in
            let tasks = try await fill(store)
            let first = try await store.tasks.list(.init(), of: store.user, limit: 4)
            try await store.create(.sample(of: store.user, createdAt: Date.sample.addingTimeInterval(1_000)))
            let second = try await store.tasks.list(.init(), of: store.user, after: first.next, limit: 100)
            #expect(Set((first.rows + second.rows).map(\.id)) == Set(tasks.map(\.id)))
            #expect(first.rows.count + second.rows.count == tasks.count)
        }
    }

    @Test func theRowWritesWhatTheValueWrites() async throws {
        try await StoreFixture.with { store in
            let zones = try ZoneDatabase(tzdata: "Z Asia/Karachi 5 - PKT\nZ Etc/UTC 0 - UTC\nL Etc/UTC UTC\n") { name in
                Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
            }
            let names = try await store.tags.ensure(["a \"b\"", "ü"], of: store.user, now: .sample)
            let allDay = Due(
                instant: .sample, allDay: Due.AllDay(on: CivilDate(dayNumber: 20_500), timezone: "Asia/Karachi"))
            for due in [nil, .at(.sample), .at(Date.sample.addingTimeInterval(7 * 86_400)), allDay] {
                for status in TodoTask.Status.allCases {
                    var task = TodoTask.sample(
                        of: store.user, title: "Tab\tand \"quotes\"", due: due, tags: names,
                        reminders: [.sample(at: .sample)])
                    task.status = status
                    task.completedAt = status == .completed ? .sample : nil
                    try await store.create(task)
                    let row = try #require(try await store.tasks.show(task.id, of: store.user))
                    for now in [Date.sample.addingTimeInterval(-3_600), Date.sample.addingTimeInterval(3_600)] {
                        var fromRow = JSONWriter()
                        var fromValue = JSONWriter()
                        let moment = DueMoment(now, zone: .utc, zones: zones)
                        row.write(to: &fromRow, at: moment)
                        task.write(to: &fromValue, at: moment)
                        let (left, right) = (fromRow.finish().text, fromValue.finish().text)
                        #expect(left == right)
                    }
                }
            }
        }
    }

    @Test func theEventsOfATaskAreListedInOrder() async throws {
        try await StoreFixture.with { store in
            let log = EventLog(store.postgres)
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            try await store.update(task.changed { $0.title = "x" }, replacing: task)
            try await store.create(.sample(of: store.user))
            let events = try await log.events(of: task.id, user: store.user, limit: 10).rows
            #expect(events.map(\.type) == ["task.created.v1", "task.updated.v1"])
            #expect(events.map(\.actor) == Array(repeating: "user:\(store.user)", count: 2))
            #expect(events.map(\.requestID) == ["request-1", "request-1"])
            let rest = try await log.events(of: task.id, user: store.user, after: events[0].id, limit: 10).rows
            #expect(rest.map(\.eventID) == [events[1].eventID])
            #expect(try await log.count(of: task.id, user: store.user) == 2)
            #expect(try await log.events(of: task.id, user: .sample(), limit: 10).rows.isEmpty)
        }
    }
}
