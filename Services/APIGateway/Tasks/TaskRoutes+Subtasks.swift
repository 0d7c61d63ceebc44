import HTTP
import Reactor
import ServiceKit
import TodoCore

/// `/api/tasks/{id}/subtasks` and `/duplicate`.
extension TaskRoutes {
    func addSubtasks(to group: RouteGroup<AppContext>) {
        group.get("/api/tasks/{id}/subtasks") { request, context in
            try QueryParameters(request).finish()
            return try await commands.parts(of: try Self.id(context), user: try Caller(context).userID)
        }
        group.post("/api/tasks/{id}/subtasks") { request, context in
            try await commands.createPart(of: try Self.id(context), try request.json(), by: try Caller(context)) {
                task, profile, _ in commands.answerMade(task, profile)
            }
        }
        group.post("/api/tasks/{id}/duplicate") { _, context in
            try await commands.duplicate(try Self.id(context), by: try Caller(context)) { task, profile, _ in
                commands.answerMade(task, profile, .ok)
            }
        }
    }
}
