import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// `/api/tasks…`.
@LoopActor struct TaskRoutes {
    let commands: TaskCommands
    let queries: TaskQueries

    func add(to group: RouteGroup<AppContext>) {
        group.get("/api/tasks") { request, context in try await queries.list(request, of: try Caller(context).userID) }
        group.post("/api/tasks") { request, context in
            try await commands.create(try request.json(), by: try Caller(context)) { task, profile in
                render(task, profile, .created, location: true)
            }
        }
        group.get("/api/tasks/summary") { _, context in try await queries.summary(of: try Caller(context).userID) }
        group.get("/api/tasks/{id}") { _, context in
            try await queries.one(try Self.id(context), of: try Caller(context).userID)
        }
        for method in [HTTPMethod.put, .patch] {
            group.on(method, "/api/tasks/{id}") { request, context in
                try await commands.update(try Self.id(context), try request.json(), by: try Caller(context)) {
                    render($0, $1)
                }
            }
        }
        group.delete("/api/tasks/{id}") { _, context in
            try await commands.change(
                try Self.id(context), by: try Caller(context), { _, _ in .empty(.noContent) }
            ) { task, now, _ throws(TodoError) in task.delete(at: now) }
        }
        group.get("/api/tasks/{id}/events") { request, context in
            try await queries.events(try Self.id(context), request, of: try Caller(context).userID)
        }
        addTransitions(to: group)
    }

    private func addTransitions(to group: RouteGroup<AppContext>) {
        group.post("/api/tasks/{id}/complete") { request, context in
            let completedAt = try TaskPayloads.completedAt(try request.jsonIfAny())
            return try await transition(context) { task, now, _ throws(TodoError) in
                try task.complete(at: now, completedAt: completedAt)
            }
        }
        group.post("/api/tasks/{id}/uncomplete") { _, context in
            try await transition(context) { task, now, rules throws(TodoError) in
                try task.uncomplete(at: now, rules: rules)
            }
        }
    }

    private func transition(
        _ context: AppContext, _ rule: (inout TodoTask, Date, TaskRules) throws(TodoError) -> TaskEvent?
    ) async throws -> HTTPResponse {
        try await commands.change(try Self.id(context), by: try Caller(context), { render($0, $1) }, rule)
    }

    /// The id in the path; what is no id is nobody's task.
    private static func id(_ context: AppContext) throws -> TodoTask.ID {
        guard let id = context.parameters["id"].flatMap({ TodoTask.ID($0) }) else { throw Problem.notFound }
        return id
    }

    private func render(
        _ task: TodoTask, _ profile: UserProfile, _ status: HTTPStatus = .ok, location: Bool = false
    ) -> HTTPResponse {
        var json = JSONWriter(capacity: 1_024)
        task.write(
            to: &json,
            dueState: task.dueState(at: commands.now(), zones: commands.zones, window: profile.notices.window))
        var headers: HTTPHeaders = ["ETag": TaskQueries.entityTag(task.id, task.version)]
        if location { headers["Location"] = "/api/tasks/\(task.id)" }
        return .json(status, json.finish(), headers: headers)
    }
}
