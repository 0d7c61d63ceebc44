import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

/// What a store answers agrees with the database, wherever the connection was cut in the middle of a commit.
@LoopActor @Suite(.todoDatabase, .noHanging) struct LostCommitTests {
    private func withProxy(
        _ body: @LoopActor (StoreFixture, TCPProxy) async throws -> Void
    ) async throws {
        try await TestDatabase.withProxy { proxy, url in
            let config = PostgresConfig(
                url: url, applicationName: "todo-test", readConnections: 1, writeConnections: 1, sessions: 4)
            try await TestDatabase.withClient(config) { postgres in
                let store = StoreFixture(postgres: postgres, user: .sample())
                try await store.insertUser(store.user)
                try await body(store, proxy)
            }
        }
    }

    private func record(_ key: Int, _ user: UserID) -> IdempotencyRecord {
        IdempotencyRecord(
            key: IdempotencyKey(
                userID: user, method: "POST", path: "/api/tasks", key: "\(key)",
                bodyHash: [UInt8](repeating: 1, count: 32)),
            answer: StoredAnswer(status: 201, body: nil), now: Date())
    }

    @Test(arguments: TCPProxy.Cut.allCases)
    func anAcknowledgedTaskIsThereOnceWithItsEvent(_ cut: TCPProxy.Cut) async throws {
        try await withProxy { store, proxy in
            var tasks: [TodoTask] = []
            for round in 0..<10 {
                let batch = (0..<4).map { _ in TodoTask.sample(of: store.user, reminders: [.sample(at: .sample)]) }
                proxy.pending = [cut]
                let outcomes = try await concurrently(4) { number in
                    let key = number == 0 ? record(round, store.user) : nil
                    return try await store.create(batch[number], key: key)
                }.map { try $0.get() }
                #expect(outcomes == Array(repeating: .saved, count: 4))
                tasks += batch
            }
            #expect(proxy.cuts == 10)
            let found = try await store.postgres.read("SELECT id FROM tasks").map { $0.uuid(0) }
            #expect(Set(found) == Set(tasks.map(\.id.rawValue)))
            for table in ["tasks", "outbox_events", "task_event_log", "task_reminders"] {
                #expect(try await store.count(of: table) == 40, "\(table)")
            }
            #expect(try await store.count(of: "idempotency_keys") == 10)
        }
    }

    @Test(arguments: TCPProxy.Cut.allCases)
    func anAcknowledgedChangeHappenedOnce(_ cut: TCPProxy.Cut) async throws {
        try await withProxy { store, proxy in
            var task = TodoTask.sample(of: store.user)
            try await store.create(task)
            for round in 0..<10 {
                let changed = task.changed { $0.title = "Round \(round)" }
                proxy.pending = [cut]
                let outcome = try await store.update(changed, replacing: task)
                #expect(outcome == .saved)
                task = changed
            }
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == task)
            #expect(try await store.count(of: "outbox_events") == 11)
            #expect(try await store.count(of: "task_event_log") == 11)
        }
    }
}
