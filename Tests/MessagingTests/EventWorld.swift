import FoundationEssentials
import HTTP
import JSON
import Messaging
import Observability
import Postgres
import Reactor
import TestSupport
import TodoCore
import TodoStore

/// A consumer with a database and a router that a sidecar could call.
@LoopActor final class EventWorld {
    /// What a handler throws when a test wants it to fail.
    struct Refused: Error {}

    let postgres: PostgresClient
    let router = Router<PlainContext>()
    let subscriptions: Subscriptions
    let metrics = Metrics()
    /// Ids of events handled and committed or not, in order.
    var handled: [String] = []
    /// Throws for the events that a test wants to fail.
    var check: (CloudEvent) throws -> Void = { _ in }

    init(_ postgres: PostgresClient) {
        self.postgres = postgres
        let counter = counter
        subscriptions = Subscriptions(
            consumer: "consumer", postgres, pubsub: "kafka-pubsub", logger: Logger("test", sink: LogRecorder()),
            metrics: metrics, now: { Date(timeIntervalSince1970: 1_772_442_000) }, committed: { counter.count += 1 })
        subscriptions.on(.taskEvents, [.taskCreated, .taskUpdated]) { [unowned self] event, transaction in
            handled.append(event.id.description)
            try check(event)
            // The effect: a row that must be there exactly once.
            try await transaction.execute(
                "INSERT INTO rate_counters (key, window_start, count) VALUES (\(event.id.description), now(), 1)")
        }
        subscriptions.on(.reminders) { _, _ in }
        subscriptions.addRoutes(to: router)
    }

    @LoopActor final class Counter { var count = 0 }
    private let counter = Counter()
    var commitsSeen: Int { counter.count }

    static func run(_ body: @LoopActor (EventWorld) async throws -> Void) async throws {
        try await TestDatabase.withClient { try await body(EventWorld($0)) }
    }

    // MARK: What the sidecar sends

    nonisolated static func id(_ number: Int) -> String { UUID.numbered(number).uuidString.lowercased() }

    nonisolated static func event(_ number: Int, type: String = "task.created.v1", extra: String = "") -> String {
        """
        {"specversion":"1.0","id":"\(id(number))","source":"api-gateway","type":"\(type)","subject":"s",\
        "time":"2026-03-02T09:00:00Z","datacontenttype":"application/json","partitionkey":"\(id(7))"\(extra),\
        "data":{"event_id":"\(id(number))","event_type":"\(type)","schema_version":"1.0","data":{"n":\(number)}}}
        """
    }

    nonisolated static func bulk(_ events: [String]) -> String {
        let entries = events.enumerated().map { index, event in
            """
            {"entryId":"\(index)","event":\(event),"contentType":"application/cloudevents+json",\
            "metadata":{"__partition":"3","__offset":"\(100 + index)"}}
            """
        }
        return #"{"id":"b","type":"com.dapr.event.sent.bulk","topic":"task-events","entries":["#
            + entries.joined(separator: ",") + "]}"
    }

    func post(
        _ body: String, to path: String = "/api/events/task-events", type: String = "application/json"
    ) async throws -> HTTPResponse {
        await router.respond(
            to: try HTTPRequest(.post, path, headers: ["Content-Type": type], body: Array(body.utf8)))
    }

    func deliver(_ events: [String]) async throws -> HTTPResponse { try await post(Self.bulk(events)) }

    // MARK: What is in the database

    func count(_ table: SQL) async throws -> Int {
        try await postgres.read("SELECT count(*) FROM \(table)")[0].int(0)
    }

    var effects: Int { get async throws { try await count("rate_counters") } }
    var seen: Int { get async throws { try await count("processed_events WHERE consumer = 'consumer'") } }
}

extension HTTPResponse {
    var json: JSONValue? {
        switch body {
        case .bytes(let bytes): try? JSONReader.parse(bytes)
        case .json(let bytes): try? JSONReader.parse(bytes)
        case .none, .stream: nil
        }
    }

    /// The entries' statuses by id.
    var statuses: [String: String] {
        var statuses: [String: String] = [:]
        for entry in json?["statuses"]?.array ?? [] {
            statuses[entry["entryId"]?.string ?? ""] = entry["status"]?.string
        }
        return statuses
    }
}
