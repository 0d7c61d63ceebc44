import FoundationEssentials
import HTTPClient
import Observability
import Postgres
import Reactor
import TodoCore
import TodoStore

/// One kind of work, done again and again.
@LoopActor struct Work: Sendable {
    let once: @LoopActor @Sendable () async throws -> Void

    struct Unknown: Error {}

    static func named(_ name: String, target: String, user text: String) async throws -> Work {
        if name == "publish" { return publish(target) }
        guard let user = UserID(text) else { throw Unknown() }
        let postgres = PostgresClient(
            PostgresConfig(url: target, applicationName: "todo-bench"), logger: Logger("bench", level: .warning),
            metrics: Metrics())
        try await postgres.start()
        let tasks = TaskStore(postgres)
        switch name {
        case "list":
            let query = TaskQuery()
            return Work { _ = try await tasks.list(query, of: user, limit: 20) }
        case "read":
            let ids = try await tasks.list(TaskQuery(), of: user, limit: 100).rows.map(\.id)
            return Work {
                guard let id = ids.randomElement(), try await tasks.show(id, of: user) != nil else { throw Unknown() }
            }
        case "create": return try create(TaskWriter(postgres), user)
        default: throw Unknown()
        }
    }

    /// The statement of `POST /api/tasks`: task, outbox row with its envelope, log entry.
    private static func create(_ writer: TaskWriter, _ user: UserID) throws -> Work {
        let ids = IdentifierSource { .random(in: .min ... .max) }
        let zones = try ZoneDatabase(tzdata: String(decoding: zoneFile("tzdata.zi"), as: UTF8.self), read: zoneFile)
        let rules = TaskRules(zone: .utc, zones: zones, ids: ids)
        let draft = TaskDraft(
            title: "Buy groceries and some more things", description: "Milk, eggs, bread and a longer text")
        return Work {
            let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
            let (task, event) = TodoTask.create(draft, id: ids.next(at: Date()), userID: user, at: now, rules: rules)
            let context = EventContext(
                eventID: ids.next(at: Date()), now: now, actor: .user(user), source: "bench", correlationID: "bench")
            let outcome = try await writer.create(
                task, events: [event.outboxEvent(context)], log: [event.logEntry(context, requestID: "bench")])
            guard outcome == .saved else { throw Unknown() }
        }
    }

    private static func zoneFile(_ name: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)") else { throw Unknown() }
        return Array(data)
    }

    /// A POST of 290 bytes through our client.
    private static func publish(_ url: String) -> Work {
        let client = HTTPClient()
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 290)
        return Work {
            _ = try await client.send(
                HTTPClientRequest(
                    method: "POST", url: url, headers: ["Content-Type": "application/cloudevents+json"], body: body,
                    timeout: .seconds(5)))
        }
    }
}
