import FoundationEssentials
import HTTP
import JSON
import Messaging
import Observability
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase) struct SubscriptionsTests {
    @Test func theSidecarIsToldEveryTopicWithBulkDelivery() async throws {
        try await EventWorld.run { world in
            let answer = await world.router.respond(to: try HTTPRequest(.get, "/dapr/subscribe"))
            #expect(answer.status == .ok)
            let list = try #require(answer.json?.array)
            #expect(list.map { $0["topic"]?.string } == ["task-events", "reminders"])
            #expect(list.map { $0["route"]?.string } == ["/api/events/task-events", "/api/events/reminders"])
            #expect(list[0]["pubsubname"]?.string == "kafka-pubsub")
            #expect(list[0]["bulkSubscribe"]?["enabled"]?.bool == true)
            #expect(list[0]["bulkSubscribe"]?["maxMessagesCount"]?.int == 100)
            #expect(list[0]["bulkSubscribe"]?["maxAwaitDurationMs"]?.int == 5)
            #expect(list[0]["deadLetterTopic"] == nil)
            #expect(world.subscriptions.types.contains(.taskCreated))
            #expect(world.subscriptions.types.contains(.reminderDue))
            #expect(!world.subscriptions.types.contains(.taskDeleted))
        }
    }

    @Test func aBatchIsHandledInOrderAndEveryEntryAnswered() async throws {
        try await EventWorld.run { world in
            let answer = try await world.deliver((1...5).map { EventWorld.event($0) })
            #expect(answer.status == .ok)
            #expect(
                answer.statuses == ["0": "SUCCESS", "1": "SUCCESS", "2": "SUCCESS", "3": "SUCCESS", "4": "SUCCESS"])
            #expect(world.handled == (1...5).map { EventWorld.id($0) })
            #expect(try await world.effects == 5)
            let row = try await world.postgres.read(
                "SELECT topic, partition, \"offset\" FROM processed_events ORDER BY \"offset\"")[0]
            #expect(row.string(0) == "task-events")
            #expect(row.int(1) == 3)
            #expect(row.int(2) == 100)
            #expect(world.commitsSeen == 1)
        }
    }

    @Test func aCopyHasNoEffect() async throws {
        try await EventWorld.run { world in
            _ = try await world.deliver([EventWorld.event(1), EventWorld.event(2), EventWorld.event(1)])
            let again = try await world.deliver([EventWorld.event(2), EventWorld.event(3)])
            #expect(again.statuses == ["0": "SUCCESS", "1": "SUCCESS"])
            #expect(world.handled == [1, 2, 3].map { EventWorld.id($0) })
            #expect(try await world.effects == 3)
        }
    }

    @Test func aSingleEventIsABatchOfOne() async throws {
        try await EventWorld.run { world in
            let answer = try await world.post(EventWorld.event(1), type: "application/cloudevents+json; charset=utf-8")
            #expect(answer.status == .ok)
            #expect(answer.json?["status"]?.string == "SUCCESS")
            #expect(try await world.post(EventWorld.event(2)).json?["status"]?.string == "SUCCESS")
            #expect(try await world.effects == 2)
        }
    }

    @Test func aFailingEventIsParkedAndTheOthersTakeEffect() async throws {
        try await EventWorld.run { world in
            world.check = { if $0.id.description == EventWorld.id(2) { throw EventWorld.Refused() } }
            let answer = try await world.deliver((1...4).map { EventWorld.event($0) })
            #expect(Set(answer.statuses.values) == ["SUCCESS"])
            #expect(answer.statuses.count == 4)
            #expect(try await world.effects == 3)
            #expect(try await world.seen == 3)
            let parked = try await ParkedEvents(world.postgres).list(consumer: "consumer")
            #expect(parked.count == 1)
            #expect(parked[0].eventID?.description == EventWorld.id(2))
            #expect(parked[0].reason == "Refused()")
            #expect(parked[0].attempts == 1)
            #expect(parked[0].nextAttemptAt != nil)
            let original = try JSONReader.parse(EventWorld.event(2).utf8)
            #expect(try JSONReader.parse(parked[0].raw) == original)
            // Redelivered, because the answer was lost: still parked once.
            _ = try await world.deliver((1...4).map { EventWorld.event($0) })
            #expect(try await world.count("dead_letters") == 1)
            #expect(try await world.effects == 3)
        }
    }

    @Test func anEventTheDatabaseRefusesIsParkedToo() async throws {
        try await EventWorld.run { world in
            _ = try await world.postgres.write(
                "INSERT INTO rate_counters (key, window_start, count) SELECT \(EventWorld.id(1)), now(), 1")
            _ = try await world.postgres.write("CREATE UNIQUE INDEX ON rate_counters (key)")
            let answer = try await world.deliver([EventWorld.event(1), EventWorld.event(2)])
            #expect(answer.status == .ok)
            #expect(try await world.effects == 2)
            #expect(try await world.count("dead_letters WHERE reason LIKE '%unique%'") == 1)
        }
    }

    @Test(arguments: [
        (#"{"specversion":"1.0","type":"task.created.v1"}"#, "missing-id"),
        (#"{"specversion":"1.0","id":"","type":"task.created.v1"}"#, "missing-id"),
        (#"{"specversion":"1.0","id":"\#(String(repeating: "x", count: 10_000))","type":"t"}"#, "invalid-id"),
        (#"{"specversion":"0.3","id":"\#(EventWorld.id(1))","type":"task.created.v1"}"#, "wrong-specversion"),
        (#"{"specversion":1,"id":"\#(EventWorld.id(1))","type":"task.created.v1"}"#, "wrong-specversion"),
        (#"{"id":"\#(EventWorld.id(1))","type":"task.created.v1"}"#, "wrong-specversion"),
        (EventWorld.event(1, extra: #","data_base64":"e30=""#), "ambiguous-data"),
        (
            #"{"specversion":"1.0","id":"\#(EventWorld.id(1))","type":"task.created.v1","data_base64":"%"}"#,
            "invalid-base64"
        ),
        (EventWorld.event(1, type: "task.created.v99"), "unknown-major-version"),
        ("17", "undecodable"),
    ])
    func whatCannotBeUsedIsParkedForAPersonAndTheOthersFlow(event: String, reason: String) async throws {
        try await EventWorld.run { world in
            let answer = try await world.deliver([EventWorld.event(10), event, EventWorld.event(11)])
            #expect(answer.statuses == ["0": "SUCCESS", "1": "SUCCESS", "2": "SUCCESS"])
            #expect(try await world.effects == 2)
            let parked = try await ParkedEvents(world.postgres).list(consumer: "consumer")
            #expect(parked.count == 1)
            #expect(parked.first?.reason.hasPrefix(reason) == true)
            #expect(parked.first?.nextAttemptAt == nil)
            #expect(
                try await world.count("outbox_events WHERE type = 'event.parked.v1' AND topics = '{todo-dlq}'") == 1)
        }
    }

    @Test func aSingleEventThatIsNoJSONIsParkedAsItCame() async throws {
        try await EventWorld.run { world in
            let answer = try await world.post("{\"id\": \u{0}", type: "application/cloudevents+json")
            #expect(answer.json?["status"]?.string == "SUCCESS")
            let parked = try await ParkedEvents(world.postgres).list(consumer: "consumer")
            #expect(parked.map(\.raw) == [Array("{\"id\": \u{0}".utf8)])
        }
    }

    @Test func anUnknownTypeIsAcknowledgedAndCounted() async throws {
        try await EventWorld.run { world in
            let answer = try await world.deliver([EventWorld.event(1, type: "invoice.paid.v1"), EventWorld.event(2)])
            #expect(Set(answer.statuses.values) == ["SUCCESS"])
            #expect(try await world.seen == 1)
            #expect(try await world.count("dead_letters") == 0)
            #expect(
                String(decoding: world.metrics.text(), as: UTF8.self).contains(
                    #"events_received_total{topic="task-events",result="unknown_type"} 1"#))
        }
    }

    @Test func aMinorVersionAndUnknownFieldsAreNoObstacle() async throws {
        try await EventWorld.run { world in
            let event = EventWorld.event(1, extra: #","x":{"y":1}"#).replacing(
                #""schema_version":"1.0""#, with: #""schema_version":"1.1","z":null"#)
            _ = try await world.deliver([event])
            #expect(try await world.effects == 1)
        }
    }

    @Test func aHeartbeatIsSeenWithoutAHandler() async throws {
        try await EventWorld.run { world in
            _ = try await world.deliver([EventWorld.event(1, type: "relay.heartbeat.v1")])
            #expect(try await world.seen == 1)
            #expect(world.handled.isEmpty)
        }
    }

    @Test(arguments: [
        #"{"id":"b"}"#, #"{"entries":{}}"#, "[]", "not json",
        #"{"entries":[{"event":{}}]}"#, #"{"entries":[{"entryId":"","event":{}}]}"#, #"{"entries":[{"entryId":1}]}"#,
    ])
    func aBatchWithoutItsShapeIsTheSendersMistake(body: String) async throws {
        try await EventWorld.run { world in
            let answer = try await world.post(body)
            #expect(answer.status == .badRequest)
            #expect(try await world.count("dead_letters") == 0)
        }
    }

    @Test func aThousandEntriesAreOneTransaction() async throws {
        try await EventWorld.run { world in
            let answer = try await world.deliver((1...1_000).map { EventWorld.event($0) })
            #expect(answer.statuses.count == 1_000)
            #expect(try await world.effects == 1_000)
            let transactions = try await world.postgres.read("SELECT count(DISTINCT xmin::text) FROM processed_events")
            #expect(transactions[0].int(0) == 1)
        }
    }

    @Test func anEmptyBatchIsAnsweredWithNothing() async throws {
        try await EventWorld.run { world in
            let answer = try await world.deliver([])
            #expect(answer.json?["statuses"]?.array?.isEmpty == true)
        }
    }

    @Test func withoutADatabaseTheWholeBatchComesAgain() async throws {
        let postgres = PostgresClient(
            PostgresConfig(
                url: "host=127.0.0.1 port=1 user=nobody dbname=none", connectTimeout: .milliseconds(10),
                acquireTimeout: .milliseconds(50)), logger: Logger("test", level: .error), metrics: Metrics())
        try await postgres.start()
        let answer = try await EventWorld(postgres).deliver([EventWorld.event(1)])
        #expect(answer.status == .internalServerError)
        await postgres.shutdown()
    }

    @Test func nothingIsEverAnswered404() async throws {
        try await EventWorld.run { world in
            #expect(try await world.post("{}", to: "/api/events/unknown").status == .serviceUnavailable)
            #expect(await world.router.respond(to: try HTTPRequest(.get, "/")).status == .serviceUnavailable)
            let get = await world.router.respond(to: try HTTPRequest(.get, "/api/events/task-events"))
            #expect(get.status == .methodNotAllowed)
        }
    }
}
