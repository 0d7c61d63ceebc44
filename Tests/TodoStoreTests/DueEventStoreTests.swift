import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct DueEventStoreTests {
    private let now = Date.sample.addingTimeInterval(3_600)

    @Test func aTaskIsClaimedWhenItsNextNoticeIsDueHoweverLongAgo() async throws {
        try await StoreFixture.with { store in
            let due = DueEventStore(store.postgres)
            let old = TodoTask.sample(
                of: store.user, due: .at(.sample), nextNoticeAt: now.addingTimeInterval(-100 * 86_400))
            let exact = TodoTask.sample(of: store.user, due: .at(.sample), nextNoticeAt: now)
            let ahead = TodoTask.sample(of: store.user, due: .at(.sample), nextNoticeAt: now.addingTimeInterval(1))
            let without = TodoTask.sample(of: store.user)
            for task in [exact, old, ahead, without] { try await store.create(task) }
            let claimed = try await store.postgres.withTransaction { transaction in
                try await due.claimDue(at: now, in: transaction)
            }
            #expect(claimed == [old, exact])
            #expect(try await due.oldestOverdueAge(at: now) == 100 * 86_400)
        }
    }

    @Test func onlyOneReplicaScans() async throws {
        try await StoreFixture.with { store in
            let due = DueEventStore(store.postgres)
            try await store.postgres.withTransaction { first in
                let mine = try await due.claimDue(at: now, in: first)
                let others = try await store.postgres.withTransaction { second in
                    try await due.claimDue(at: now, in: second)
                }
                #expect(mine == [])
                #expect(others == nil)
            }
        }
    }

    @Test func aNoticeIsMadeOnceForEachDueDateAndTheVersionStays() async throws {
        try await StoreFixture.with { store in
            let due = DueEventStore(store.postgres)
            let task = TodoTask.sample(of: store.user, due: .at(.sample), nextNoticeAt: now)
            try await store.create(task)
            func record(_ date: Date, next: Date?) async throws -> Set<DueEventStore.Notice> {
                let entry = DueEventStore.Entry(
                    task: task.id, dueDate: date, notices: [.dueSoon, .due], nextNoticeAt: next)
                return try await store.postgres.withTransaction { transaction in
                    try await due.record([entry], in: transaction)
                }
            }
            let all: Set<DueEventStore.Notice> = [.init(task.id, .dueSoon), .init(task.id, .due)]
            #expect(try await record(.sample, next: now) == all)
            #expect(try await record(.sample, next: now) == [])
            #expect(try await record(now, next: nil) == all)
            let stored = try #require(try await store.tasks.find(task.id, of: store.user)?.task)
            #expect(stored.nextNoticeAt == nil)
            #expect(stored.notified)
            #expect(stored.version == 1)
            #expect(stored.updatedAt == task.updatedAt)
        }
    }
}
