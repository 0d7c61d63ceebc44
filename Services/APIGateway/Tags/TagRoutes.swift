import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// `/api/tags…` and `/api/priorities`: what tasks are grouped by.
@LoopActor struct TagRoutes {
    let commands: TagCommands
    let cursors: Cursors
    /// Whether a change must say which version it means: `http.requireIfMatch`.
    let requiresIfMatch: Bool

    func add(to group: RouteGroup<AppContext>) {
        group.get("/api/priorities") { request, _ in try Preconditions.answer(request, Self.priorities()) }
        group.get("/api/tags") { request, context in try await list(request, of: try Caller(context).userID) }
        group.post("/api/tags") { request, context in
            try await commands.create(try request.json(), by: try Caller(context))
        }
        group.get("/api/tags/{id}") { request, context in
            let id = try Self.id(context)
            guard let tag = try await commands.tags.find(id, of: try Caller(context).userID) else {
                throw TodoError.tagNotFound(id)
            }
            return try Preconditions.answer(request, Self.answer(tag))
        }
        for method in [HTTPMethod.put, .patch] {
            group.on(method, "/api/tags/{id}") { request, context in
                try await commands.update(
                    try Self.id(context), try request.json(), by: try Caller(context), if: try conditions(of: request))
            }
        }
        group.delete("/api/tags/{id}") { request, context in
            try await commands.delete(
                try Self.id(context), by: try Caller(context), if: try conditions(of: request))
        }
        group.post("/api/tags/{id}/merge") { request, context in
            try await commands.merge(
                try Self.id(context), try request.json(), by: try Caller(context), if: try conditions(of: request))
        }
    }

    /// A page of the user's tags in the order of names.
    private func list(_ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let wanted = try PageRequest(&parameters, request, of: "tags", user, cursors)
        let page = try await commands.tags.list(
            of: user, after: wanted.place?.texts.first ?? nil, wanted.direction, offset: wanted.offset,
            limit: wanted.limit)
        return wanted.answer(
            page, total: wanted.wantsTotal ? try await commands.tags.count(of: user) : nil,
            place: { Cursors.Place(key: nil, id: $0.id.rawValue, texts: [$0.name]) }
        ) { tag, json in tag.write(to: &json) }
    }

    static func answer(_ tag: Tag, _ status: HTTPStatus = .ok) -> HTTPResponse {
        var json = JSONWriter(capacity: 256)
        tag.write(to: &json)
        return .json(status, json.finish(), headers: ["ETag": EntityTag(version: tag.version, of: tag.id).description])
    }

    /// The four priorities, the most important first; the same until the next release.
    private static func priorities() -> HTTPResponse {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.array("items") { json in
                for priority in Priority.allCases.sorted(by: { $0.level > $1.level }) {
                    json.object { json in
                        json.member("id", priority.rawValue)
                        json.member("name", priority.name)
                        json.member("level", priority.level)
                        json.member("color", priority.color)
                    }
                }
            }
        }
        return .json(
            .ok, json.finish(), headers: ["ETag": "\"priorities-1\"", "Cache-Control": "private, max-age=3600"])
    }

    private func conditions(of request: HTTPRequest) throws -> Preconditions {
        try Preconditions(request, required: requiresIfMatch)
    }

    private static func id(_ context: AppContext) throws -> Tag.ID {
        guard let id = context.parameters["id"].flatMap({ Tag.ID($0) }) else { throw Problem.notFound }
        return id
    }
}
