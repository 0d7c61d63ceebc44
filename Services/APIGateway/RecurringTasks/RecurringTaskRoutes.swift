import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// `/api/recurring-tasks…`.
@LoopActor struct RecurringTaskRoutes {
    let commands: RecurringTaskCommands
    let cursors: Cursors
    /// Whether a change must say which version it means: `http.requireIfMatch`.
    let requiresIfMatch: Bool

    func add(to group: RouteGroup<AppContext>) {
        group.get("/api/recurring-tasks") { request, context in
            try await list(request, of: try Caller(context).userID)
        }
        group.post("/api/recurring-tasks") { request, context in
            try await commands.create(try request.json(), by: try Caller(context))
        }
        group.get("/api/recurring-tasks/{id}") { request, context in
            let id = try Self.id(context)
            guard let series = try await commands.series.find(id, of: try Caller(context).userID) else {
                throw TodoError.recurringTaskNotFound(id)
            }
            return try Preconditions.answer(request, Self.answer(series))
        }
        group.post("/api/recurring-tasks/{id}/pause") { request, context in
            try await commands.pause(try Self.id(context), by: try Caller(context), if: try conditions(of: request))
        }
        group.post("/api/recurring-tasks/{id}/resume") { request, context in
            let catchUp = try RecurringTaskPayloads.catchUp(try request.jsonIfAny())
            return try await commands.resume(
                try Self.id(context), catchUp: catchUp, by: try Caller(context), if: try conditions(of: request))
        }
        group.delete("/api/recurring-tasks/{id}") { request, context in
            try await commands.delete(try Self.id(context), by: try Caller(context), if: try conditions(of: request))
        }
    }

    /// A page of the user's series, the newest first, always with the total.
    private func list(_ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let isActive = try parameters.bool("is_active")
        let wanted = try PageRequest(&parameters, request, of: "series", user, cursors)
        let position = wanted.place.map {
            RecurringTaskStore.Position(createdAt: $0.key ?? .distantPast, id: RecurringTask.ID(rawValue: $0.id))
        }
        let page = try await commands.series.list(
            of: user, isActive: isActive, after: position, wanted.direction, offset: wanted.offset,
            limit: wanted.limit)
        return wanted.answer(
            page, total: try await commands.series.count(of: user, isActive: isActive),
            place: { Cursors.Place(key: $0.createdAt, id: $0.id.rawValue) }
        ) { series, json in series.write(to: &json) }
    }

    private static func id(_ context: AppContext) throws -> RecurringTask.ID {
        guard let id = context.parameters["id"].flatMap({ RecurringTask.ID($0) }) else { throw Problem.notFound }
        return id
    }

    private func conditions(of request: HTTPRequest) throws -> Preconditions {
        try Preconditions(request, required: requiresIfMatch)
    }

    /// A series that was just made, and its first task where one was made with it.
    static func answerMade(_ series: RecurringTask, firstTask: TodoTask.ID?) -> HTTPResponse {
        var json = JSONWriter(capacity: 1_024)
        json.object { json in
            series.writeMembers(to: &json)
            json.member("first_task_id", firstTask)
        }
        return .json(
            .created, json.finish(),
            headers: [
                "ETag": EntityTag(version: series.version, of: series.id).description,
                "Location": "/api/recurring-tasks/\(series.id)",
            ])
    }

    static func answer(_ series: RecurringTask) -> HTTPResponse {
        var json = JSONWriter(capacity: 1_024)
        series.write(to: &json)
        return .json(
            .ok, json.finish(), headers: ["ETag": EntityTag(version: series.version, of: series.id).description])
    }
}
