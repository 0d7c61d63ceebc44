#if canImport(Testing)
    internal import FoundationEssentials
    internal import HTTP
    public import JSON
    internal import Observability
    public import Reactor

    /// A subscriber of every topic: what stands in the broker's log, as somebody outside of the product sees it.
    @LoopActor public final class EventRecorder {
        public struct Event: Sendable {
            public let topic: String
            public let id: String
            public let type: String
            /// The whole CloudEvent.
            public let envelope: JSONValue

            public var taskID: String? { envelope["data"]?["task_id"]?.string }
        }

        public nonisolated static let appID = "recorder"
        public nonisolated static let topics = [
            "task-events", "task-created", "task-updated", "task-completed", "task-updates", "task-deleted",
            "task-due-soon", "recurring-task-due", "reminders", "notifications", "todo-dlq",
        ]

        /// In the order of their arrival, repetitions included.
        public private(set) var events: [Event] = []
        private let server: HTTPServer

        public init(port: Int) throws {
            let keeper = Keeper()
            server = HTTPServer(
                HTTPServerConfig(port: port), name: "recorder", logger: Logger("recorder", level: .error),
                metrics: Metrics(), limits: { _ in RouteLimits(body: 4 << 20) },
                respond: { await keeper.recorder?.respond($0) ?? .empty(.serviceUnavailable) })
            keeper.recorder = self
            try server.start()
        }

        /// The server is made before there is a recorder to call.
        @LoopActor private final class Keeper {
            weak var recorder: EventRecorder?
        }

        public func close() async { await server.drain(within: .zero) }

        /// The first occurrence of each event on a topic, in the order of arrival.
        public func firstEvents(on topic: String) -> [Event] {
            var seen: Set<String> = []
            return events.filter { $0.topic == topic && seen.insert($0.id).inserted }
        }

        private func respond(_ request: HTTPRequest) async -> HTTPResponse {
            guard request.method == .post else {
                switch request.path {
                case "/healthz": return .empty(.ok)
                case "/dapr/subscribe":
                    let list = Self.topics.map {
                        #"{"pubsubname":"kafka-pubsub","topic":"\#($0)","route":"/topics/\#($0)"}"#
                    }
                    return .bytes(.ok, Array("[\(list.joined(separator: ","))]".utf8), type: "application/json")
                default: return .empty(.notFound)
                }
            }
            let envelope = (try? JSONReader.parse(request.body)) ?? .null
            let topic = request.path.split(separator: "/").last.map(String.init) ?? ""
            events.append(
                Event(
                    topic: topic, id: envelope["id"]?.string ?? "", type: envelope["type"]?.string ?? "",
                    envelope: envelope))
            return .bytes(.ok, Array(#"{"status":"SUCCESS"}"#.utf8), type: "application/json")
        }
    }
#endif
