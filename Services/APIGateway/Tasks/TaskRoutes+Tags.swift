import HTTP
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// `/api/tasks/{id}/tags…`: one tag given to a task, or taken from it.
extension TaskRoutes {
    func addTags(to group: RouteGroup<AppContext>) {
        group.post("/api/tasks/{id}/tags") { request, context in
            try await commands.attach(
                try TagPayloads.choice(try request.json()), to: try Self.id(context), by: try Caller(context),
                if: try conditions(of: request)
            ) { commands.answer($0, $1, kept: $2) }
        }
        group.delete("/api/tasks/{id}/tags/{tag_id}") { request, context in
            guard let tag = context.parameters["tag_id"].flatMap({ Tag.ID($0) }) else { throw Problem.notFound }
            return try await commands.detach(
                tag, from: try Self.id(context), by: try Caller(context), if: try conditions(of: request)
            ) { _, _, _ in .empty(.noContent) }
        }
    }
}
