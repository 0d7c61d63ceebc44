public import FoundationEssentials
public import HTTP
internal import JSON
public import Observability
public import Postgres
public import Reactor
public import TodoCore

/// What a consumer does with an event, in the transaction in which it is noted as seen. Throwing undoes both.
///
/// It may run more than once for one event, and copies and late events come: it only moves things forward, by version.
public typealias EventHandler = @LoopActor @Sendable (CloudEvent, PostgresTransaction) async throws -> Void

/// The topics a service consumes, declared beside their handlers; what it tells the sidecar and what it answers to
/// deliveries follow from this one list.
///
/// A delivered batch is one transaction with one inbox statement, so each event takes effect once. An event that cannot
/// be used, or whose handler fails, is parked in SQL and never holds up the others.
@LoopActor public final class Subscriptions {
    /// Bytes of a delivered batch: at most 100 events, of some kilobytes each.
    nonisolated static let limits = RouteLimits(body: 16 << 20, bodyTimeout: .seconds(30))

    /// The app id: the name in inbox and parked events.
    public nonisolated let consumer: String
    private let pubsub: String
    let intake: EventIntake
    private var topics: [Topic] = []

    /// - Parameters:
    ///   - pubsub: the pub/sub component.
    ///   - committed: called after each commit in which handlers may have written events: wakes the relay.
    public init(
        consumer: String, _ postgres: PostgresClient, pubsub: String, logger: Logger, metrics: Metrics,
        now: @escaping () -> Date, committed: @escaping @LoopActor () -> Void = {}
    ) {
        self.consumer = consumer
        self.pubsub = pubsub
        intake = EventIntake(
            consumer: consumer, postgres, logger: logger.named("events"), metrics: metrics, now: now,
            committed: committed)
    }

    /// Hands events of a topic to `handler`.
    ///
    /// - Parameter types: those it is for; nil means all that travel on the topic. Others are acknowledged unseen.
    public func on(_ topic: Topic, _ types: [EventType]? = nil, _ handler: @escaping EventHandler) {
        if !topics.contains(topic) { topics.append(topic) }
        for type in types ?? EventType.allCases.filter({ $0.topics.contains(topic) }) {
            intake.handlers[type] = handler
        }
    }

    /// The types that are handled: what the reconciler compares with the inbox.
    public var types: [EventType] { EventType.allCases.filter { intake.handlers[$0] != nil } }

    /// Adds `GET /dapr/subscribe` and a route for each topic. What is not there is answered 503 and never 404, which the
    /// sidecar takes as "drop it".
    public func addRoutes<Context: RequestContext>(to router: Router<Context>) {
        router.get("/dapr/subscribe") { _, _ in .json(.ok, self.declaration()) }
        for topic in topics {
            router.post(Self.path(topic), limits: Self.limits) { request, _ in
                try await self.intake.receive(request, topic)
            }
        }
        router.otherwise { _, _ in throw Problem(.serviceUnavailable, "no-such-route", "Nothing is served here.") }
    }

    static func path(_ topic: Topic) -> String { "/api/events/\(topic.rawValue)" }

    private func declaration() -> JSONBytes {
        var json = JSONWriter()
        json.array { json in
            for topic in topics {
                json.object { json in
                    json.member("pubsubname", pubsub)
                    json.member("topic", topic.rawValue)
                    json.member("route", Self.path(topic))
                    // Without a dead letter topic: it would take every event while this service is down.
                    json.object("bulkSubscribe") { json in
                        json.member("enabled", true)
                        json.member("maxMessagesCount", 100)
                        json.member("maxAwaitDurationMs", 5)
                    }
                }
            }
        }
        return json.finish()
    }
}
