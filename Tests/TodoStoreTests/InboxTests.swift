import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct InboxTests {
    private func admit(
        _ batch: [Inbox.Arrival], by consumer: String = "notification-service", _ store: StoreFixture
    ) async throws -> Set<EventID> {
        try await store.postgres.withTransaction { transaction in
            try await Inbox.admit(batch, by: consumer, in: transaction)
        }
    }

    @Test func anEventIsAdmittedOncePerConsumer() async throws {
        try await StoreFixture.with { store in
            let batch = (0..<5).map { number in
                Inbox.Arrival(
                    eventID: .sample(), topic: "task-events", partition: number == 0 ? nil : number, offset: number * 7)
            }
            let ids = Set(batch.map(\.eventID))
            #expect(try await admit(batch, store) == ids)
            #expect(try await admit(batch, store) == [])
            #expect(try await admit(batch, by: "recurring-task-service", store) == ids)
            let rows = try await store.postgres.read(
                """
                SELECT partition, "offset" FROM processed_events WHERE consumer = 'notification-service'
                 ORDER BY "offset"
                """)
            #expect(rows.map { $0.intOrNil(0) } == [nil, 1, 2, 3, 4])
            #expect(rows.map { $0.int(1) } == [0, 7, 14, 21, 28])
        }
    }

    @Test func twiceInOneBatchIsOnce() async throws {
        try await StoreFixture.with { store in
            let arrival = Inbox.Arrival(eventID: .sample(), topic: "task-events")
            let once = try await admit([arrival, arrival], store)
            #expect(once == [arrival.eventID])
            #expect(try await admit([], store) == [])
        }
    }

    @Test func whatWasRolledBackWasNotSeen() async throws {
        try await StoreFixture.with { store in
            struct Stop: Error {}
            let arrival = Inbox.Arrival(eventID: .sample(), topic: "task-events")
            await #expect(throws: Stop.self) {
                try await store.postgres.withTransaction { transaction in
                    _ = try await Inbox.admit([arrival], by: "notification-service", in: transaction)
                    throw Stop()
                }
            }
            let again = try await admit([arrival], store)
            #expect(again == [arrival.eventID])
        }
    }

    @Test func replicasWithTheSameBatchInAnyOrderAdmitEachEventOnce() async throws {
        try await StoreFixture.with { store in
            let batch = (0..<50).map { _ in Inbox.Arrival(eventID: .sample(), topic: "task-events") }
            let admitted = try await concurrently(4) { _ in
                try await admit(batch.shuffled(), store)
            }.map { try $0.get().count }
            #expect(admitted.reduce(0, +) == 50)
        }
    }

    @Test func oldRowsAreForgotten() async throws {
        try await StoreFixture.with { store in
            _ = try await admit((0..<3).map { _ in Inbox.Arrival(eventID: .sample(), topic: "t") }, store)
            #expect(try await Inbox.deleteSeen(with: store.postgres) == 0)
            try await store.run("UPDATE processed_events SET received_at = now() - interval '15 days'")
            #expect(try await Inbox.deleteSeen(limit: 2, with: store.postgres) == 2)
            #expect(try await Inbox.deleteSeen(with: store.postgres) == 1)
        }
    }
}
