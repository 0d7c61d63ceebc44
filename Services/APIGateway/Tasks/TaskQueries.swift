import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What users see of their tasks.
@LoopActor struct TaskQueries {
    let tasks: TaskStore
    let log: EventLog
    let profiles: Profiles
    let cursors: Cursors
    let zones: ZoneDatabase
    let now: @Sendable () -> Date

    /// One task, written straight from its row.
    func one(_ id: TodoTask.ID, of user: UserID) async throws -> HTTPResponse {
        guard let row = try await tasks.find(id, of: user) else { throw TodoError.taskNotFound(id) }
        let window = try await profiles.window(of: user)
        var json = JSONWriter(capacity: 1_024)
        row.write(to: &json, now: now(), zones: zones, window: window)
        return .json(.ok, json.finish(), headers: ["ETag": Self.entityTag(row.id, row.version)])
    }

    /// A page of the user's tasks, the newest first unless `sort` says otherwise.
    func list(_ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let query = try Self.query(&parameters)
        let wanted = try PageRequest(&parameters, request, of: "tasks", user, cursors)

        let position = wanted.place.map { TaskQuery.Position(key: $0.key, id: TodoTask.ID(rawValue: $0.id)) }
        let page = try await tasks.list(query, of: user, after: position, offset: wanted.offset, limit: wanted.limit)
        let total = wanted.wantsTotal ? try await tasks.count(query, of: user) : nil
        let window = try await profiles.window(of: user)
        let next = page.next.map { Cursors.Place(key: $0.key, id: $0.id.rawValue) }
        let now = now()
        return wanted.answer(page.rows, next: next, total: total) { row, json in
            row.write(to: &json, now: now, zones: zones, window: window)
        }
    }

    private static func query(_ parameters: inout QueryParameters) throws(TodoError) -> TaskQuery {
        var query = TaskQuery()
        for text in parameters.all("status") {
            guard let status = TodoTask.Status(rawValue: text) else {
                throw .invalidParameter(name: "status", detail: "must be pending, in_progress, completed or cancelled")
            }
            query.statuses.append(status)
        }
        for text in parameters.all("priority") {
            guard let priority = Int(text).flatMap(Priority.init(rawValue:)) ?? Priority(name: text) else {
                throw .invalidParameter(name: "priority", detail: "must be 1 to 4, or High, Medium, Low, Critical")
            }
            query.priorities.append(priority)
        }
        query.tags = parameters.all("tag")
        query.dueFrom = try parameters.instant("due_from")
        query.dueTo = try parameters.instant("due_to")
        query.recurringTaskID = try parameters.value("recurring_task_id", "must be the id of a series") {
            RecurringTask.ID($0)
        }
        if let sort = try parameters.text("sort") {
            query.isDescending = sort.hasPrefix("-")
            guard let field = TaskQuery.Sort(rawValue: sort.hasPrefix("-") ? String(sort.dropFirst()) : sort) else {
                throw .invalidParameter(
                    name: "sort", detail: "must be created_at, updated_at or due_date, with a - before it for falling")
            }
            query.sort = field
        }
        return query
    }

    /// What happened to a task, the oldest first; also after it was deleted.
    func events(_ id: TodoTask.ID, _ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let wanted = try PageRequest(&parameters, request, of: "events \(id)", user, cursors)
        guard try await tasks.find(id, of: user, includingDeleted: true) != nil else {
            throw TodoError.taskNotFound(id)
        }
        // The place of an event is its number, carried where other lists have their sort key.
        let after = wanted.place?.key.map { Int($0.microsecondsSince1970) } ?? 0
        let events = try await log.events(
            of: id, user: user, after: after, offset: wanted.offset, limit: wanted.limit + 1)
        let shown = events.prefix(wanted.limit)
        let next = events.count > wanted.limit ? shown.last : nil
        let total = wanted.wantsTotal ? try await log.count(of: id, user: user) : nil
        return wanted.answer(
            Array(shown),
            next: next.map {
                Cursors.Place(key: Date(microsecondsSince1970: Int64($0.id)), id: $0.eventID.rawValue)
            }, total: total, Self.write)
    }

    private static func write(_ event: EventLog.Event, to json: inout JSONWriter) {
        json.object { json in
            json.member("event_id", event.eventID)
            json.member("type", event.type)
            json.member("actor", event.actor)
            json.member("source", event.source)
            json.key("data")
            json.raw(event.data)
            json.member("request_id", event.requestID)
            json.member("created_at", event.createdAt)
        }
    }

    /// The strong tag of a version: it changes exactly when the task does.
    nonisolated static func entityTag(_ id: TodoTask.ID, _ version: Int) -> String {
        "\"\(id.description.prefix(8))-\(version)\""
    }
}
