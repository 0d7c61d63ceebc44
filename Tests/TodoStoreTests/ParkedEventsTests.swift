import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct ParkedEventsTests {
    private let consumer = "notification-service"

    private func next(_ store: StoreFixture, resolve: Bool = false) async throws -> ParkedEvents.Event? {
        let parked = ParkedEvents(store.postgres)
        return try await store.postgres.withTransaction { transaction in
            let event = try await parked.nextDue(of: consumer, in: transaction)
            if resolve, let event { try await parked.resolve(event.id, in: transaction) }
            return event
        }
    }

    @Test func aParkedEventComesBackAsItWasUntilItIsHandled() async throws {
        try await StoreFixture.with { store in
            let parked = ParkedEvents(store.postgres)
            let id = EventID.sample()
            let raw: [UInt8] = [0, 255, 123]
            try await parked.park(
                raw, eventID: id, topic: "task-events", consumer: consumer,
                reason: .init("handler failed", retryAfter: .zero), now: .sample)
            let event = try #require(try await next(store))
            #expect(event.raw == raw)
            #expect(event.eventID == id)
            #expect(event.topic == "task-events")
            #expect(event.attempts == 1)
            #expect(event.reason == "handler failed")
            try await parked.postpone(event.id, reason: .init("again", retryAfter: .seconds(60)))
            #expect(try await next(store) == nil)
            try await store.run("UPDATE dead_letters SET next_attempt_at = now()")
            #expect(try await next(store, resolve: true)?.attempts == 2)
            #expect(try await next(store) == nil)
            #expect(try await parked.list().isEmpty)
        }
    }

    @Test func theSameEventParkedTwiceIsOneRow() async throws {
        try await StoreFixture.with { store in
            let parked = ParkedEvents(store.postgres)
            let id = EventID.sample()
            for name in [consumer, consumer, "recurring-task-service"] {
                try await parked.park(
                    [1], eventID: id, topic: "t", consumer: name, reason: .init("x", retryAfter: nil), now: .sample)
            }
            for _ in 0..<2 {
                try await parked.park(
                    [1], eventID: nil, topic: "t", consumer: consumer, reason: .init("no id", retryAfter: nil),
                    now: .sample)
            }
            #expect(try await store.count(of: "dead_letters") == 4)
        }
    }

    @Test func whatWaitsForAPersonIsListedReplayedAndDropped() async throws {
        try await StoreFixture.with { store in
            let parked = ParkedEvents(store.postgres)
            for reason in ["bad event", "gave up"] {
                try await parked.park(
                    [1], eventID: .sample(), topic: "t", consumer: consumer,
                    reason: .init(reason, retryAfter: reason == "gave up" ? .zero : nil), now: .sample)
            }
            let given = try #require(try await next(store))
            try await store.postgres.withTransaction { transaction in
                try await parked.giveUp(given.id, reason: "gave up for good", in: transaction)
            }
            #expect(try await next(store) == nil)
            let counts = try await parked.counts(of: consumer)
            #expect(counts.parked == 2)
            #expect(counts.givenUp == 2)
            #expect(try await parked.list(consumer: "other").isEmpty)
            let listed = try await parked.list(consumer: consumer, reason: "for good")
            #expect(listed.map(\.id) == [given.id])
            #expect(try await parked.replay([given.id]) == 1)
            #expect(try await next(store)?.id == given.id)
            let all = try await parked.list().map(\.id)
            #expect(try await parked.drop(all) == 2)
            #expect(try await parked.drop(all) == 0)
            #expect(try await next(store) == nil)
        }
    }

    @Test func workersTakeDifferentEvents() async throws {
        try await StoreFixture.with { store in
            let parked = ParkedEvents(store.postgres)
            for _ in 0..<10 {
                try await parked.park(
                    [1], eventID: .sample(), topic: "t", consumer: consumer, reason: .init("x", retryAfter: .zero),
                    now: .sample)
            }
            let taken = try await concurrently(4) { _ in
                var ids: [UUID] = []
                while let event = try await next(store, resolve: true) { ids.append(event.id) }
                return ids
            }.flatMap { try $0.get() }
            #expect(taken.count == 10)
            #expect(Set(taken).count == 10)
        }
    }
}
