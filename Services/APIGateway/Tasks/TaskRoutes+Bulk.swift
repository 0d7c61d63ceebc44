import HTTP
import Reactor
import ServiceKit

/// `POST /api/tasks/bulk` and `POST /api/undo`.
extension TaskRoutes {
    func addBulk(to group: RouteGroup<AppContext>) {
        group.post("/api/tasks/bulk") { request, context in
            try await BulkCommands(commands: commands).run(
                try request.json(), by: try Caller(context), reading: request.headers)
        }
        group.post("/api/undo") { _, context in
            try await UndoCommands(commands: commands).undo(by: try Caller(context))
        }
    }
}
