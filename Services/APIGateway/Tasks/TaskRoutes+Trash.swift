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
            try parameters.finish()
            let (id, caller) = (try Self.id(context), try Caller(context))
            let conditions = try conditions(of: request)
            if isPermanent { return try await commands.purge(id, by: caller, if: conditions) }
            return try await commands.change(id, by: caller, if: conditions, { _, _ in .empty(.noContent) }) {
                task, now, _ throws(TodoError) in task.delete(at: now)
            }
        }
        group.post("/api/tasks/{id}/restore") { request, context in
            try await commands.change(
                try Self.id(context), by: try Caller(context), if: try conditions(of: request), inTrash: true,
                { commands.answer($0, $1) }
            ) { task, now, rules throws(TodoError) in task.restore(at: now, rules: rules) }
        }
        group.get("/api/trash") { request, context in
            try await commands.trash(request, of: try Caller(context).userID, queries.cursors)
        }
        group.delete("/api/trash") { _, context in try await commands.emptyTrash(by: try Caller(context)) }
    }
}
