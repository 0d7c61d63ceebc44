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
        guard let row = try await tasks.show(id, of: user) else { throw TodoError.taskNotFound(id) }
        let moment = try await profiles.moment(of: user, now(), zones)
        var json = JSONWriter(capacity: 1_024)
        row.write(to: &json, at: moment)
        return .json(.ok, json.finish(), headers: ["ETag": EntityTag(version: row.version, of: row.id).description])
    }

    /// A page of the user's tasks, the newest first unless `sort` says otherwise; of a search the best matches first.
    func list(_ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        var query = TaskQuery()
        if parameters.has(otherThan: PageRequest.names) {
            let profile =
                ["due_state", "filter"].contains(where: parameters.has) ? try await profiles.profile(of: user) : nil
            query = try TaskFilters.query(&parameters, profile, zones: zones, now: now())
        }
        let wanted = try PageRequest(&parameters, request, of: "tasks", user, cursors)

        let page = try await find(&query, wanted, of: user)
        let total = wanted.wantsTotal ? try await tasks.count(query, of: user) : nil
        let moment = try await profiles.moment(of: user, now(), zones)
        let mode = query.search.map { [$0.mode.rawValue] } ?? []
        return wanted.answer(
            page, total: total,
            place: { Cursors.Place(key: $0.key, id: $0.id.rawValue, texts: mode + $0.texts) }
        ) { row, json in
            row.write(to: &json, at: moment)
        }
    }

    /// The page. A search that finds no such words looks for what is similar, and says so in the query and the cursor.
    private func find(
        _ query: inout TaskQuery, _ wanted: PageRequest, of user: UserID
    ) async throws -> TaskStore.Page {
        var position: TaskQuery.Position?
        if let place = wanted.place {
            var texts = place.texts
            if query.search != nil, !texts.isEmpty {
                query.search?.mode = texts.removeFirst().flatMap(TaskSearch.Mode.init) ?? .words
            }
            guard texts.count == query.textCount else {
                throw TodoError.invalidParameter(name: "cursor", detail: "is of an earlier release; begin anew")
            }
            position = TaskQuery.Position(key: place.key, id: TodoTask.ID(rawValue: place.id), texts: texts)
        }
        let page = try await tasks.list(
            query, of: user, after: position, wanted.direction, offset: wanted.offset, limit: wanted.limit)
        guard page.rows.isEmpty, query.search != nil, position == nil else { return page }
        if wanted.offset > 0, try await tasks.count(query, of: user) > 0 { return page }
        query.search?.mode = .similar
        return try await tasks.list(query, of: user, offset: wanted.offset, limit: wanted.limit)
    }

    /// How the user's tasks stand, in numbers.
    func summary(of user: UserID) async throws -> HTTPResponse {
        let profile = try await profiles.profile(of: user)
        let zone = profile.zone(zones)
        let states = DueStateFilter(at: now(), zone: zone, window: profile.notices.window)
        let summary = try await tasks.summary(of: user, states, zone: zone)
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.member("open", summary.open)
            json.member("overdue", summary.overdue)
            json.member("due_today", summary.dueToday)
            json.member("due_soon", summary.dueSoon)
            json.member("completed_today", summary.completedToday)
            json.array("by_priority") { json in
                for priority in Priority.allCases.sorted(by: { $0.level > $1.level }) {
                    json.object { json in
                        json.member("priority", priority.rawValue)
                        json.member("priority_name", priority.name)
                        json.member("open", summary.openByPriority[priority] ?? 0)
                    }
                }
            }
        }
        return .json(.ok, json.finish())
    }

    /// What happened to a task, the oldest first; also after it was deleted.
    func events(_ id: TodoTask.ID, _ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let wanted = try PageRequest(&parameters, request, of: "events \(id)", user, cursors)
        guard try await tasks.find(id, of: user, includingDeleted: true) != nil else {
            throw TodoError.taskNotFound(id)
        }
        // The place of an event is its number, carried where other lists have their sort key.
        let place = wanted.place?.key.map { Int($0.microsecondsSince1970) }
        let page = try await log.events(
            of: id, user: user, after: place, wanted.direction, offset: wanted.offset, limit: wanted.limit)
        let total = wanted.wantsTotal ? try await log.count(of: id, user: user) : nil
        return wanted.answer(
            page, total: total,
            place: { Cursors.Place(key: Date(microsecondsSince1970: Int64($0.id)), id: $0.eventID.rawValue) },
            Self.write)
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
}
