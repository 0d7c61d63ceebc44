import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

/// Writes of a task with an idempotency key.
@LoopActor @Suite(.todoDatabase, .noHanging) struct TaskWriterKeyTests {
    private func record(_ key: String, _ user: UserID, body: UInt8 = 1, now: Date = Date()) -> IdempotencyRecord {
        IdempotencyRecord(
            key: IdempotencyKey(
                userID: user, method: "POST", path: "/api/tasks", key: key,
                bodyHash: [UInt8](repeating: body, count: 32)),
            answer: StoredAnswer(
                status: 201, headers: [.init("ETag", "\"a-1\""), .init("Location", "/api/tasks/1")], body: [123, 125]),
            now: now)
    }

    @Test func aKeyIsKeptWithItsAnswerAndUsedOnce() async throws {
        try await StoreFixture.with { store in
            let keys = IdempotencyStore(store.postgres)
            let record = self.record("k1", store.user)
            let other = self.record("k1", store.user, body: 2)
            let strangers = self.record("k1", .sample())
            #expect(try await keys.find(record.key) == .nothing)
            let outcomes = [
                try await store.create(.sample(of: store.user), key: record),
                try await store.create(.sample(of: store.user), key: record),
            ]
            #expect(outcomes == [.saved, .keyUsed])
            #expect(try await store.count(of: "tasks") == 1)
            #expect(try await store.count(of: "outbox_events") == 1)
            #expect(try await keys.find(record.key) == .answer(record.answer))
            #expect(try await keys.find(other.key) == .otherBody)
            #expect(try await keys.find(strangers.key) == .nothing)
        }
    }

    @Test func twinsWithOneKeyWriteOneTask() async throws {
        try await StoreFixture.with { store in
            let record = self.record("k1", store.user)
            let outcomes = try await concurrently(8) { _ in
                try await store.create(.sample(of: store.user), key: record)
            }.map { try $0.get() }
            #expect(outcomes.count { $0 == .saved } == 1)
            #expect(outcomes.count { $0 == .keyUsed } == 7)
            #expect(try await store.count(of: "tasks") == 1)
        }
    }

    @Test func aChangeSaysWhetherTheVersionMovedOrTheKeyWasUsed() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            let changed = task.changed { $0.title = "Buy bread" }
            #expect(try await store.update(changed, replacing: task, key: record("k1", store.user)) == .saved)
            #expect(try await store.update(changed, replacing: task, key: record("k2", store.user)) == .moved)
            #expect(try await store.count(of: "idempotency_keys") == 1)
            let again = changed.changed { $0.title = "Buy cheese" }
            #expect(try await store.update(again, replacing: changed, key: record("k1", store.user)) == .keyUsed)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == changed)
        }
    }

    @Test func anExpiredKeyMayBeUsedAgainAndIsDeletedInTime() async throws {
        try await StoreFixture.with { store in
            let keys = IdempotencyStore(store.postgres)
            let yesterday = Date().addingTimeInterval(-90_000)
            try await store.create(.sample(of: store.user), key: record("k1", store.user, now: yesterday))
            try await store.create(.sample(of: store.user), key: record("k2", store.user, now: yesterday))
            #expect(try await keys.find(record("k1", store.user).key) == .nothing)
            #expect(try await store.create(.sample(of: store.user), key: record("k1", store.user)) == .saved)
            #expect(try await keys.deleteExpired() == 1)
            #expect(try await store.count(of: "idempotency_keys") == 1)
        }
    }
}
