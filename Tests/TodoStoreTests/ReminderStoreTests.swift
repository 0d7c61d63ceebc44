import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct ReminderStoreTests {
    private let now = Date.sample.addingTimeInterval(3_600)

    private func claim(
        _ store: StoreFixture, at now: Date? = nil, limit: Int = 200
    ) async throws -> [ReminderStore.Claim] {
        let reminders = ReminderStore(store.postgres)
        return try await store.postgres.withTransaction { transaction in
            try await reminders.claimDue(at: now ?? self.now, limit: limit, in: transaction)
        }
    }

    @Test func aDueReminderIsClaimedOnceAndRisesByOneVersion() async throws {
        try await StoreFixture.with { store in
            let due = Reminder.sample(at: now)
            let later = Reminder.sample(at: now.addingTimeInterval(0.000_001))
            let task = TodoTask.sample(of: store.user, due: .at(now.addingTimeInterval(60)), reminders: [due, later])
            try await store.create(task)
            let claims = try await claim(store)
            #expect(claims.map(\.reminder.id) == [due.id])
            #expect(claims[0].reminder.status == .sent)
            #expect(claims[0].reminder.version == 2)
            #expect(claims[0].reminder.late == false)
            #expect(claims[0].reminder.sentForDue == task.due?.instant)
            #expect(claims[0].task.id == task.id)
            #expect(claims[0].task.title == task.title)
            #expect(claims[0].task.due == task.due)
            #expect(try await claim(store).isEmpty)
            let stored = try #require(try await store.tasks.find(task.id, of: store.user)?.task)
            #expect(stored.reminders == [claims[0].reminder, later])
            #expect(stored.version == 1)
        }
    }

    @Test func lateOnesSayThatTheyAreAndTooLateOnesAreSkipped() async throws {
        try await StoreFixture.with { store in
            let tooLate = Reminder.sample(at: now.addingTimeInterval(-86_401))
            let late = Reminder.sample(at: now.addingTimeInterval(-61))
            let punctual = Reminder.sample(at: now.addingTimeInterval(-59))
            try await store.create(.sample(of: store.user, reminders: [tooLate, late, punctual]))
            let claims = try await claim(store)
            #expect(claims.map(\.reminder.id) == [late.id, punctual.id])
            #expect(claims.map(\.reminder.late) == [true, false])
            let skipped = try await store.number("SELECT count(*) FROM task_reminders WHERE status = 'skipped'")
            #expect(skipped == 1)
        }
    }

    @Test func aTaskThatIsDoneRemindsNobody() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user, reminders: [.sample(at: now)]))
            try await store.run("UPDATE tasks SET status = 'completed'")
            let claims = try await claim(store)
            #expect(claims.isEmpty)
            let cancelled = try await store.number("SELECT count(*) FROM task_reminders WHERE status = 'cancelled'")
            #expect(cancelled == 1)
        }
    }

    @Test func racingClaimersShareTheRemindersWithoutOverlap() async throws {
        try await StoreFixture.with { store in
            try await store.create(.sample(of: store.user))
            try await store.run(
                """
                INSERT INTO task_reminders (id, task_id, user_id, kind, remind_at)
                SELECT gen_random_uuid(), t.id, t.user_id, 'absolute', \(now) FROM tasks t, generate_series(1, 200)
                """)
            let claims = try await concurrently(16) { _ in try await claim(store, limit: 20) }.map { try $0.get() }
            let ids = claims.flatMap { $0.map(\.reminder.id) }
            #expect(Set(ids).count == ids.count)
            #expect(try await ids.count + claim(store).count == 200)
        }
    }

    @Test func aClaimThatRollsBackLeavesThemPending() async throws {
        try await StoreFixture.with { store in
            struct Stop: Error {}
            try await store.create(.sample(of: store.user, reminders: [.sample(at: now)]))
            let reminders = ReminderStore(store.postgres)
            await #expect(throws: Stop.self) {
                try await store.postgres.withTransaction { transaction in
                    _ = try await reminders.claimDue(at: now, in: transaction)
                    throw Stop()
                }
            }
            #expect(try await reminders.oldestOverdueAge(at: now.addingTimeInterval(5)) == 5)
            #expect(try await claim(store).count == 1)
            #expect(try await reminders.oldestOverdueAge(at: now.addingTimeInterval(5)) == 0)
        }
    }
}
