import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct TaskWriterTests {
    @Test func aNewTaskComesWithItsEventAndItsLogEntry() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            #expect(try await store.create(task) == .saved)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == task)
            let event = try await store.postgres.read(
                "SELECT aggregate_id, aggregate_seq, partition_key, topics, type, payload->>'type' FROM outbox_events")[
                    0]
            #expect(event.uuid(0) == task.id.rawValue)
            #expect(event.int(1) == 1)
            #expect(event.uuid(2) == task.id.rawValue)
            #expect(event.stringArray(3) == ["task-events", "task-created"])
            #expect(event.string(4) == "task.created.v1")
            #expect(event.string(5) == "task.created.v1")
            #expect(try await store.count(of: "task_event_log") == 1)
        }
    }

    @Test func everyFieldComesBackAsItWentIn() async throws {
        try await StoreFixture.with { store in
            let zones = Due(
                instant: .sample, allDay: Due.AllDay(on: CivilDate(dayNumber: 20_500), timezone: "Asia/Karachi"))
            for due in [Due.at(.sample), zones] {
                var task = TodoTask.sample(of: store.user, due: due, nextNoticeAt: .sample)
                task.priority = .critical
                task.status = .inProgress
                task.description = nil
                task.reminders = [
                    .sample(at: .sample),
                    Reminder(
                        id: .sample(at: Date().addingTimeInterval(1)),
                        trigger: .relative(CivilDuration(days: -1, seconds: -3600)), remindAt: .sample, status: .sent,
                        late: true, snoozeCount: 2, sentForDue: .sample, version: 3, createdAt: .sample,
                        updatedAt: .sample),
                ]
                task.tags = try await store.tags.ensure(["work", "Home"], of: store.user, now: .sample)
                #expect(try await store.create(task) == .saved)
                #expect(try await store.tasks.find(task.id, of: store.user)?.task == task)
            }
        }
    }

    @Test func aChangeIsWrittenOverTheVersionItWasReadAs() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            let changed = task.changed { $0.title = "Buy bread" }
            #expect(try await store.update(changed, replacing: task) == .saved)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == changed)
            let late = task.changed { $0.title = "Buy cheese" }
            #expect(try await store.update(late, replacing: task) == .moved)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == changed)
            #expect(try await store.count(of: "outbox_events") == 2)
            #expect(try await store.count(of: "task_event_log") == 2)
        }
    }

    @Test func someoneElsesTaskCannotBeWritten() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            let stranger = UserID.sample()
            try await store.insertUser(stranger)
            let stolen = TodoTask.sample(id: task.id, of: stranger, title: "Mine")
            #expect(try await store.update(stolen.changed { _ in }, replacing: stolen) == .moved)
            #expect(try await store.create(stolen) == .moved)
            #expect(try await store.tasks.find(task.id, of: stranger) == nil)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == task)
        }
    }

    @Test func writingTheSameNewTaskTwiceWritesItOnce() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            let outcomes = [try await store.create(task), try await store.create(task)]
            #expect(outcomes == [.saved, .moved])
            #expect(try await store.count(of: "outbox_events") == 1)
        }
    }

    @Test func ofManyWritersOfOneVersionOneWins() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            let outcomes = try await concurrently(16) { number in
                try await store.update(task.changed { $0.title = "Title \(number)" }, replacing: task)
            }.map { try $0.get() }
            #expect(outcomes.count { $0 == .saved } == 1)
            #expect(outcomes.count { $0 == .moved } == 15)
            #expect(try await store.number("SELECT version FROM tasks") == 2)
        }
    }

    @Test func deletingMovesToTheTrashAndFreesNothing() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            let deleted = task.changed { $0.deletedAt = .sample }
            #expect(try await store.update(deleted, replacing: task) == .saved)
            #expect(try await store.tasks.find(task.id, of: store.user) == nil)
            #expect(try await store.tasks.find(task.id, of: store.user, includingDeleted: true)?.task == deleted)
        }
    }

    @Test func nothingAClientSendsBreaksTheBatchOfOthers() async throws {
        try await StoreFixture.with { store in
            let good = TodoTask.sample(of: store.user)
            let bad = TodoTask.sample(of: store.user, title: "")
            let failures = await concurrently(2) { try await store.create($0 == 0 ? good : bad) }.map {
                (result) -> PostgresError? in
                guard case .failure(let error) = result else { return nil }
                return error as? PostgresError
            }
            #expect(failures.compactMap(\.?.kind) == [.checkViolation(constraint: "tasks_title_length")])
            let count = try await store.count(of: "tasks")
            #expect(count == 1)
        }
    }

    // MARK: Reminders

    @Test func remindersAreAddedChangedAndRemovedWithTheTask() async throws {
        try await StoreFixture.with { store in
            let first = Reminder.sample(at: .sample)
            let second = Reminder.sample(at: Date.sample.addingTimeInterval(60))
            let task = TodoTask.sample(of: store.user, reminders: [first, second])
            try await store.create(task)
            var cancelled = second
            (cancelled.status, cancelled.version) = (.cancelled, 2)
            let third = Reminder.sample(at: Date.sample.addingTimeInterval(120))
            let changed = task.changed { $0.reminders = [cancelled, third] }
            #expect(try await store.update(changed, replacing: task) == .saved)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == changed)
        }
    }

    // MARK: Within a transaction

    @Test func aRolledBackTransactionLeavesNothingAndWakesNobody() async throws {
        try await StoreFixture.with { store in
            let wakes = Tally()
            let writer = TaskWriter(store.postgres) { wakes.add() }
            let task = TodoTask.sample(of: store.user)
            let (event, entry) = store.records(.created, task)
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await store.postgres.withTransaction { transaction in
                    let outcome = try await writer.create(task, events: [event], log: [entry], in: transaction)
                    #expect(outcome == .saved)
                    throw Stop()
                }
            }
            #expect(try await store.count(of: "tasks") == 0)
            #expect(wakes.count == 0)
            try await store.postgres.withTransaction { transaction in
                _ = try await writer.create(task, events: [event], log: [entry], in: transaction)
                #expect(wakes.count == 0)
            }
            #expect(wakes.count == 1)
            #expect(try await store.count(of: "outbox_events") == 1)
        }
    }

    @Test func severalEventsKeepTheirOrder() async throws {
        try await StoreFixture.with { store in
            let reminders = (0..<5).map { Reminder.sample(at: Date.sample.addingTimeInterval(Double($0))) }
            let task = TodoTask.sample(of: store.user, reminders: reminders)
            let (event, entry) = store.records(.created, task)
            let scheduled = reminders.map {
                ReminderEvent(.scheduled, $0, of: task).outboxEvent(.sample(by: store.user))
            }
            let outcome = try await store.writer.create(task, events: [event] + scheduled, log: [entry, entry])
            #expect(outcome == .saved)
            let ids = try await store.postgres.read("SELECT event_id FROM outbox_events ORDER BY id").map { $0.uuid(0) }
            #expect(ids == ([event] + scheduled).map(\.eventID.rawValue))
            let topics = try await store.postgres.read("SELECT topics FROM outbox_events ORDER BY id")
                .map { $0.stringArray(0) }
            #expect(topics == [["task-events", "task-created"]] + Array(repeating: ["reminders"], count: 5))
        }
    }
}
