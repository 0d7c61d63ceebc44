import FoundationEssentials
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import NotificationService

@LoopActor @Suite(.todoDatabase, .noHanging) struct ReminderWorkerTests {
    @Test func aReminderIsToldOnceWithItsMailAndItsEvent() async throws {
        try await NotificationWorld.run { world in
            let at = world.now.addingTimeInterval(5)
            try await world.create(due: at.addingTimeInterval(5), remindAt: [at])
            #expect(try await world.reminders.runOnce() == .init())
            world.clock.advance(by: .seconds(5))
            #expect(try await world.reminders.runOnce() == .init(reminders: 1))
            #expect(try await world.reminders.runOnce() == .init())
            #expect(try await world.kinds() == ["reminder"])
            #expect(try await world.deliveries() == ["pending 0 "])
            #expect(try await world.published() == ["reminder.due.v1"])
            let event = try await world.postgres.read("SELECT payload::text FROM outbox_events")[0].string(0)
            #expect(event.contains(#""channels":["email"]"#))
        }
    }

    @Test func reminderAndDueDateEachComeOnce() async throws {
        try await NotificationWorld.run { world in
            let due = world.now.addingTimeInterval(8)
            let soon = world.now.addingTimeInterval(-3_600)
            try await world.create(due: due, remindAt: [due.addingTimeInterval(-5)], nextNoticeAt: soon)
            for _ in 0..<10 {
                _ = try await world.reminders.runOnce()
                world.clock.advance(by: .seconds(1))
            }
            #expect(try await world.kinds() == ["due", "due_soon", "overdue", "reminder"])
            let types = ["task.due_soon.v1", "reminder.due.v1", "task.due.v1", "task.overdue.v1"]
            #expect(Set(try await world.published()) == Set(types))
            #expect(try await world.published().count == types.count)
            #expect(try await world.count("tasks WHERE next_notice_at IS NULL AND notified") == 1)
            #expect(try await world.count("task_event_log") == 3)
        }
    }

    @Test func aNewDueDateIsToldOfAgain() async throws {
        try await NotificationWorld.run { world in
            let due = world.now.addingTimeInterval(-1)
            let task = try await world.create(due: due, nextNoticeAt: due)
            _ = try await world.reminders.runOnce()
            let moved = world.now.addingTimeInterval(10)
            try await world.run("UPDATE tasks SET due_date = \(moved), next_notice_at = \(moved) WHERE id = \(task.id)")
            world.clock.advance(by: .seconds(11))
            _ = try await world.reminders.runOnce()
            #expect(try await world.kinds() == ["due", "due", "overdue", "overdue"])
        }
    }

    @Test func nobodyIsRemindedOfATaskThatIsDone() async throws {
        try await NotificationWorld.run { world in
            try await world.create(due: world.now, remindAt: [world.now], nextNoticeAt: world.now)
            try await world.run("UPDATE tasks SET status = 'completed'")
            #expect(try await world.reminders.runOnce() == .init(reminders: 0, tasks: 1))
            #expect(try await world.kinds().isEmpty)
            #expect(try await world.published().isEmpty)
            #expect(try await world.count("tasks WHERE next_notice_at IS NOT NULL") == 0)
            #expect(try await world.count("task_reminders WHERE status = 'cancelled'") == 1)
        }
    }

    @Test func aReminderOfYesterdayIsSkippedAndALateOneSaysSo() async throws {
        try await NotificationWorld.run { world in
            let (late, tooLate) = (world.now.addingTimeInterval(-3_600), world.now.addingTimeInterval(-86_401))
            try await world.create(remindAt: [late, tooLate])
            #expect(try await world.reminders.runOnce() == .init(reminders: 1))
            #expect(try await world.count("notifications WHERE data @> '{\"late\": true}'") == 1)
            #expect(try await world.count("task_reminders WHERE status = 'skipped'") == 1)
        }
    }

    @Test func racingReplicasTellOfEachOnce() async throws {
        try await NotificationWorld.run { world in
            try await world.create()
            try await world.run(
                """
                INSERT INTO task_reminders (id, task_id, user_id, kind, remind_at)
                SELECT gen_random_uuid(), t.id, t.user_id, 'absolute', \(world.now) - n * interval '1 ms'
                  FROM tasks t, generate_series(1, 500) n
                """)
            for _ in 0..<20 { try await world.create(due: world.now, nextNoticeAt: world.now) }
            let replicas = [world, world.replica(), world.replica()]
            for _ in 0..<4 {
                for result in await concurrently(3, { try await replicas[$0].reminders.runOnce() }) {
                    _ = try result.get()
                }
            }
            let told = try await world.postgres.read(
                "SELECT kind, count(*) FROM notifications GROUP BY kind ORDER BY kind"
            ).map { "\($0.string(0)) \($0.int(1))" }
            #expect(told == ["due 20", "due_soon 20", "reminder 500"])
            #expect(try await world.count("outbox_events WHERE type = 'reminder.due.v1'") == 500)
            #expect(try await world.count("outbox_events WHERE type = 'task.due.v1'") == 20)
        }
    }

    @Test func aCrashBeforeTheCommitLeavesNothingHalfDone() async throws {
        try await NotificationWorld.run { world in
            try await world.create(due: world.now, remindAt: [world.now], nextNoticeAt: world.now)
            try await world.breakTable("outbox_events")
            await #expect(throws: PostgresError.self) { try await world.reminders.runOnce() }
            #expect(try await world.kinds().isEmpty)
            #expect(try await world.count("task_reminders WHERE status = 'pending'") == 1)
            #expect(try await world.count("due_events") == 0)
            try await world.mend("outbox_events")
            #expect(try await world.reminders.runOnce() == .init(reminders: 1, tasks: 1))
            let told = try await world.kinds()
            #expect(told == ["due", "due_soon", "reminder"])
        }
    }

    @Test func theEventCarriesTheWholeTask() async throws {
        try await NotificationWorld.run { world in
            try await world.create(due: world.now, tags: ["home"], nextNoticeAt: world.now)
            _ = try await world.reminders.runOnce()
            let event = try await world.postgres.read("SELECT payload::text FROM outbox_events")[0].string(0)
            #expect(event.contains(#""tags":["home"]"#))
        }
    }

    @Test func tasksOfADeletedAccountAreNotLookedAtAgain() async throws {
        try await NotificationWorld.run { world in
            try await world.create(due: world.now, remindAt: [world.now], nextNoticeAt: world.now)
            try await world.run("UPDATE users SET deleted_at = now()")
            _ = try await world.reminders.runOnce()
            #expect(try await world.reminders.runOnce() == .init())
            #expect(try await world.kinds().isEmpty)
        }
    }

    @Test func theLoopTellsOfWhatFallsDueWithoutBeingWoken() async throws {
        try await NotificationWorld.run { world in
            // By the database's clock, as in production.
            let at = Date().addingTimeInterval(0.2).inMicroseconds
            try await world.create(due: at, remindAt: [at])
            world.clock.advance(by: .seconds(1))
            let (reminders, delivery) = (world.reminders, world.delivery)
            async let running: Void = reminders.run()
            async let delivering: Void = delivery.run()
            _ = await world.log.first("Delivered")
            await reminders.stop()
            await delivery.stop()
            try await running
            try await delivering
            #expect(world.channel.delivered.map(\.notification.kind) == [.reminder])
        }
    }
}
