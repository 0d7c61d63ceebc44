import FoundationEssentials
import HTTP
import Reactor
import ServiceKit
import TodoCore

/// `/api/tasks/{id}/complete` and the other ways from one state to another; each is harmless a second time, but for the
/// toggle that older clients use.
extension TaskRoutes {
    func addTransitions(to group: RouteGroup<AppContext>) {
        group.post("/api/tasks/{id}/complete") { request, context in
            let completedAt = try TaskPayloads.completedAt(try request.jsonIfAny())
            var parameters = QueryParameters(request)
            let cascades = try parameters.bool("cascade") ?? false
            try parameters.finish()
            let rule: TaskCommands.Rule = { task, now, _ throws(TodoError) in
                try task.complete(at: now, completedAt: completedAt)
            }
            guard cascades else { return try await transition(request, context, rule) }
            return try await commands.changeWithParts(
                try Self.id(context), by: try Caller(context), if: try conditions(of: request), rule)
        }
        group.patch("/api/tasks/{id}/complete") { request, context in
            try await transition(request, context) { task, now, rules throws(TodoError) in
                try task.toggle(at: now, rules: rules)
            }
        }
        group.post("/api/tasks/{id}/uncomplete") { request, context in
            try await transition(request, context) { task, now, rules throws(TodoError) in
                try task.uncomplete(at: now, rules: rules)
            }
        }
        group.post("/api/tasks/{id}/cancel") { request, context in
            try await transition(request, context) { task, now, _ throws(TodoError) in try task.cancel(at: now) }
        }
        group.post("/api/tasks/{id}/reopen") { request, context in
            try await transition(request, context) { task, now, rules throws(TodoError) in
                try task.reopen(at: now, rules: rules)
            }
        }
    }

    private func transition(
        _ request: HTTPRequest, _ context: AppContext, _ rule: TaskCommands.Rule
    ) async throws -> HTTPResponse {
        try await commands.change(
            try Self.id(context), by: try Caller(context), if: try conditions(of: request),
            { commands.answer($0, $1, kept: $2) }, rule)
    }
}
