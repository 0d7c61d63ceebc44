import FoundationEssentials
import JSON
import Messaging
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import NotificationService

@LoopActor @Suite(.todoDatabase, .noHanging) struct TaskEventSubscriberTests {
    private func event(
        _ world: NotificationWorld, _ fact: TaskEvent.Fact, _ task: TodoTask
    ) -> OutboxEvent {
        TaskEvent(fact, task).outboxEvent(world.context())
    }

    @Test func aCreatedTaskIsToldOfOnceHoweverOftenItsEventComes() async throws {
        try await NotificationWorld.run { world async throws in
            let created = event(world, .created, .sample(of: world.user))
            #expect(try await world.deliver([created, created]) == ["SUCCESS", "SUCCESS"])
            #expect(try await world.deliver([created]) == ["SUCCESS"])
            #expect(try await world.kinds() == ["created"])
            // Creations stay in the product.
            #expect(try await world.deliveries().isEmpty)
        }
    }

    @Test func anotherEventOfTheSameFactFindsTheKeyTaken() async throws {
        try await NotificationWorld.run { world in
            let task = TodoTask.sample(of: world.user)
            try await world.deliver([event(world, .created, task)])
            try await world.deliver([event(world, .created, task)])
            #expect(try await world.kinds() == ["created"])
            #expect(try await world.count("processed_events") == 2)
        }
    }

    @Test func eachCompletionIsToldOfByItsVersion() async throws {
        try await NotificationWorld.run { world in
            let once = TodoTask.sample(of: world.user).changed { $0.status = .completed }
            let again = once.changed { _ in }.changed { _ in }
            for task in [again, once, again] { try await world.deliver([event(world, .completed, task)]) }
            #expect(try await world.kinds() == ["completed", "completed"])
        }
    }

    @Test func nobodyIsToldOfWhatNobodyWantsToHear() async throws {
        try await NotificationWorld.run { world async throws in
            let task = TodoTask.sample(of: world.user)
            for fact in [TaskEvent.Fact.updated([]), .cancelled, .deleted] {
                #expect(try await world.deliver([event(world, fact, task)]) == ["SUCCESS"])
            }
            #expect(try await world.kinds().isEmpty)
        }
    }

    @Test func theEventOfAClaimFindsItsNotificationStored() async throws {
        try await NotificationWorld.run { world in
            let due = world.now.addingTimeInterval(-1).inMicroseconds
            try await world.create(due: due, remindAt: [due], nextNoticeAt: due)
            _ = try await world.reminders.runOnce()
            let stored = try await world.kinds()
            #expect(stored == ["due", "overdue", "reminder"])
            let events = try await world.postgres.read("SELECT topics[1], payload::text FROM outbox_events ORDER BY id")
            for event in events {
                #expect(try await world.deliver([event.string(1)], topic: event.string(0)) == ["SUCCESS"])
            }
            #expect(try await world.kinds() == stored)
            #expect(try await world.count("processed_events") == 3)
            #expect(try await world.count("dead_letters") == 0)
        }
    }

    @Test func theEventAloneStoresTheSameNotification() async throws {
        try await NotificationWorld.run { world in
            let due = world.now.addingTimeInterval(-1).inMicroseconds
            try await world.create(due: due, remindAt: [due], nextNoticeAt: due)
            _ = try await world.reminders.runOnce()
            func told() async throws -> [String] {
                try await world.postgres.read("SELECT dedupe_key || title || body FROM notifications ORDER BY 1")
                    .map { $0.string(0) }
            }
            let before = try await told()
            let events = try await world.postgres.read("SELECT topics[1], payload::text FROM outbox_events ORDER BY id")
            try await world.run("DELETE FROM notifications")
            for event in events { try await world.deliver([event.string(1)], topic: event.string(0)) }
            #expect(try await told() == before)
        }
    }

    @Test func aSeriesIsSpokenOfByItsOwnEvents() async throws {
        try await NotificationWorld.run { world in
            let zone = try #require(NotificationWorld.zones.zone("UTC"))
            let start = CivilDateTime(CivilDate(dayNumber: 20_000), .morning)
            let draft = RecurringTaskDraft(
                title: "Water the plants", rule: RecurrenceRule(frequency: .daily, interval: 1, start: start))
            let (series, _) = RecurringTask.create(draft, id: .sample(), userID: world.user, at: world.now, in: zone)
            let facts: [RecurringTaskEvent.Fact] = [
                .due(occurrenceAt: world.now, taskID: .sample(), caughtUp: false),
                .missed(count: 3, first: world.now, last: world.now), .paused,
            ]
            let events = facts.map { RecurringTaskEvent($0, series).outboxEvent(world.context()) }
            #expect(try await world.deliver(events) == ["SUCCESS", "SUCCESS", "SUCCESS"])
            #expect(try await world.kinds() == ["recurring_created", "recurring_missed"])
        }
    }

    @Test func anEventThatCannotBeReadIsParkedAndHoldsUpNobody() async throws {
        try await NotificationWorld.run { world in
            let good = event(world, .created, .sample(of: world.user))
            let poison =
                event(world, .created, .sample(of: world.user)).payload.text
                .replacing(#""task_data":{"#, with: #""task_data":{"status":7,"was":{"#) + "}"
            let closed = String(poison.dropLast(1)).replacing(#","actor""#, with: #"},"actor""#)
            let answers = try await world.deliver([closed, good.payload.text])
            #expect(answers == ["SUCCESS", "SUCCESS"])
            #expect(try await world.kinds() == ["created"])
            #expect(try await world.count("dead_letters") == 1)
        }
    }

    @Test func anEventOfAnAccountThatIsGoneIsAcknowledged() async throws {
        try await NotificationWorld.run { world async throws in
            #expect(try await world.deliver([event(world, .created, .sample(of: .sample()))]) == ["SUCCESS"])
            #expect(try await world.count("dead_letters") == 0)
            #expect(try await world.kinds().isEmpty)
        }
    }

    @Test func anEventWhoseHandlingFailsIsParkedAndToldOfLater() async throws {
        try await NotificationWorld.run { world in
            try await world.breakTable("notifications")
            let created = event(world, .created, .sample(of: world.user))
            #expect(try await world.deliver([created]) == ["SUCCESS"])
            #expect(try await world.count("processed_events") == 0)
            #expect(try await world.count("dead_letters WHERE next_attempt_at IS NOT NULL") == 1)
            try await world.mend("notifications")
            try await world.run("UPDATE dead_letters SET next_attempt_at = now()")
            #expect(try await ParkedEventWorker(world.subscriptions).runOnce() == 1)
            #expect(try await world.kinds() == ["created"])
        }
    }

    @Test func twoReplicasWithTheSameBatchStoreEachFactOnce() async throws {
        try await NotificationWorld.run { world async throws in
            let events = (0..<40).map { _ in event(world, .created, .sample(of: world.user)) }
            let replicas = [world, world.replica()]
            let answers = await concurrently(2) { index in
                try await replicas[index].deliver(index == 0 ? events : events.reversed())
            }
            for answer in answers { #expect(try answer.get() == Array(repeating: "SUCCESS", count: 40)) }
            #expect(try await world.count("notifications") == 40)
            #expect(try await world.count("dead_letters") == 0)
        }
    }
}
