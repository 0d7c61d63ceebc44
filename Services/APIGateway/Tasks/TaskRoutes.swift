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
    /// Whether a change must say which version it means: `http.requireIfMatch`.
    let requiresIfMatch: Bool

    func add(to group: RouteGroup<AppContext>) {
        group.get("/api/tasks") { request, context in try await queries.list(request, of: try Caller(context).userID) }
        group.post("/api/tasks") { request, context in
            try await commands.create(try request.json(), by: try Caller(context)) { task, profile, _ in
                commands.answerMade(task, profile)
            }
        }
        group.get("/api/tasks/summary") { _, context in try await queries.summary(of: try Caller(context).userID) }
        group.get("/api/tasks/{id}") { request, context in
            let answer = try await queries.one(try Self.id(context), of: try Caller(context).userID)
            return try Preconditions.answer(request, answer)
        }
        group.put("/api/tasks/{id}") { request, context in
            try await commands.put(
                try Self.id(context), try request.json(), by: try Caller(context), if: try conditions(of: request),
                { commands.answer($0, $1, kept: $2) }, made: { task, profile, _ in commands.answerMade(task, profile) })
        }
        group.patch("/api/tasks/{id}") { request, context in
            try await commands.update(
                try Self.id(context), try request.json(), by: try Caller(context), if: try conditions(of: request)
            ) { commands.answer($0, $1, kept: $2) }
        }
        group.get("/api/tasks/{id}/events") { request, context in
            try await queries.events(try Self.id(context), request, of: try Caller(context).userID)
        }
        addTransitions(to: group)
        addTrash(to: group)
        addSubtasks(to: group)
        addBulk(to: group)
        addTags(to: group)
    }

    /// The id in the path; what is no id is nobody's task.
    static func id(_ context: AppContext) throws -> TodoTask.ID {
        guard let id = context.parameters["id"].flatMap({ TodoTask.ID($0) }) else { throw Problem.notFound }
        return id
    }

    func conditions(of request: HTTPRequest) throws -> Preconditions {
        try Preconditions(request, required: requiresIfMatch)
    }
}
