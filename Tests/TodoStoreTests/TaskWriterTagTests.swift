import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

/// The tags of a task, which stand in rows of their own.
@LoopActor @Suite(.todoDatabase, .noHanging) struct TaskWriterTagTests {
    @Test func tagsAreLinkedByNameInAnyCase() async throws {
        try await StoreFixture.with { store in
            #expect(
                try await store.tags.ensure(["Work", "errand"], of: store.user, now: .sample) == ["errand", "Work"])
            let names = try await store.tags.ensure(["WORK", "cafe\u{301}"], of: store.user, now: .sample)
            #expect(names == ["café", "Work"])
            #expect(names.map { Array($0.utf8) } == ["caf\u{E9}", "Work"].map { Array($0.utf8) })
            let task = TodoTask.sample(of: store.user, tags: names)
            try await store.create(task)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task.tags == names)
            let fewer = task.changed { $0.tags = ["errand", "Work"] }
            try await store.update(fewer, replacing: task)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task == fewer)
            let none = fewer.changed { $0.tags = [] }
            try await store.update(none, replacing: fewer)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task.tags == [])
            #expect(try await store.count(of: "tags") == 3)
        }
    }

    @Test func nobodyLinksTheTagsOfOthers() async throws {
        try await StoreFixture.with { store in
            let stranger = UserID.sample()
            try await store.insertUser(stranger)
            _ = try await store.tags.ensure(["secret"], of: stranger, now: .sample)
            let task = TodoTask.sample(of: store.user, tags: ["secret"])
            try await store.create(task)
            #expect(try await store.tasks.find(task.id, of: store.user)?.task.tags == [])
        }
    }

    @Test func aTagThatIsBeingDeletedIsWaitedForAndLeftOut() async throws {
        try await StoreFixture.with { store in
            let names = try await store.tags.ensure(["gone", "stays"], of: store.user, now: .sample)
            let gone = try #require(try await store.tags.list(of: store.user, limit: 10).rows.first)
            let task = TodoTask.sample(of: store.user, tags: names)
            let deleted = Tally()
            let results = await concurrently(2) { index in
                guard index == 0 else {
                    await deleted.reached(1)
                    #expect(try await store.create(task) == .saved)
                    return
                }
                try await store.postgres.withTransaction { transaction in
                    try await store.tags.delete(gone.id, of: store.user, in: transaction)
                    deleted.add()
                    try await eventually("the writer waits") {
                        try await store.number(
                            """
                            SELECT count(*) FROM pg_stat_activity
                             WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """) > 0
                    }
                }
            }
            for result in results { try result.get() }
            #expect(try await store.tasks.find(task.id, of: store.user)?.task.tags == ["stays"])
        }
    }

    @Test func tagsMadeByManyAtOnceAreThereOnce() async throws {
        try await StoreFixture.with { store in
            let names = try await concurrently(8) { _ in
                try await store.tags.ensure(["b", "A", "c"], of: store.user, now: .sample)
            }.map { try $0.get() }
            #expect(names == Array(repeating: ["A", "b", "c"], count: 8))
            #expect(try await store.count(of: "tags") == 3)
        }
    }
}
