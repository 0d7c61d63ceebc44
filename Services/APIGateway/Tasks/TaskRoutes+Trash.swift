import HTTP
import Reactor
import ServiceKit
import TodoCore

/// `DELETE /api/tasks/{id}`, `/restore` and `/api/trash`.
extension TaskRoutes {
    func addTrash(to group: RouteGroup<AppContext>) {
        group.delete("/api/tasks/{id}") { request, context in
            var parameters = QueryParameters(request)
            let isPermanent = try parameters.bool("permanent") ?? false
            let wish = TaskSeries.Wish(stops: try Self.stopsSeries(&parameters))
            try parameters.finish()
            let (id, caller) = (try Self.id(context), try Caller(context))
            let conditions = try conditions(of: request)
            if isPermanent, wish.stops { return try await commands.purgeAndStop(id, by: caller, if: conditions) }
            if isPermanent { return try await commands.purge(id, by: caller, if: conditions) }
            return try await commands.change(
                id, by: caller, if: conditions, asking: wish, { _, _, _ in .empty(.noContent) }
            ) {
                task, now, _ throws(TodoError) in task.delete(at: now)
            }
        }
        group.post("/api/tasks/{id}/restore") { request, context in
            try await commands.change(
                try Self.id(context), by: try Caller(context), if: try conditions(of: request), inTrash: true,
                { commands.answer($0, $1, kept: $2) }
            ) { task, now, rules throws(TodoError) in task.restore(at: now, rules: rules) }
        }
        group.get("/api/trash") { request, context in
            try await commands.trash(request, of: try Caller(context).userID, queries.cursors)
        }
        group.delete("/api/trash") { _, context in try await commands.emptyTrash(by: try Caller(context)) }
    }

    /// What becomes of a series that goes on when its task is done with: it goes on, or ends with the task.
    private static func stopsSeries(_ parameters: inout QueryParameters) throws(TodoError) -> Bool {
        switch try parameters.text("series") {
        case nil, "skip": return false
        case "stop": return true
        default: throw .invalidParameter(name: "series", detail: "must be skip or stop")
        }
    }
}
