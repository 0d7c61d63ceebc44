import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// `/api/notifications…`: what the user was told, and marking it as read.
@LoopActor struct NotificationRoutes {
    let postgres: PostgresClient
    let notifications: NotificationStore
    let cursors: Cursors
    let now: @Sendable () -> Date

    func add(to group: RouteGroup<AppContext>) {
        group.get("/api/notifications") { request, context in
            try await list(request, of: try Caller(context).userID)
        }
        group.post("/api/notifications/{id}/read") { _, context in
            try await markRead(try Self.id(context), by: try Caller(context))
        }
        group.post("/api/notifications/read-all") { _, context in try await markAllRead(by: try Caller(context)) }
    }

    private func markRead(_ id: TodoNotification.ID, by caller: Caller) async throws -> HTTPResponse {
        try await postgres.withTransaction { transaction in
            let now = now()
            guard let row = try await notifications.markRead(id, of: caller.userID, at: now, in: transaction) else {
                throw TodoError.notificationNotFound(id)
            }
            var json = JSONWriter()
            row.write(to: &json)
            return try await caller.keep(.json(.ok, json.finish()), at: now, in: transaction)
        }
    }

    private func markAllRead(by caller: Caller) async throws -> HTTPResponse {
        try await postgres.withTransaction { transaction in
            let now = now()
            let count = try await notifications.markAllRead(of: caller.userID, at: now, in: transaction)
            var json = JSONWriter(capacity: 32)
            json.object { $0.member("read", count) }
            return try await caller.keep(.json(.ok, json.finish()), at: now, in: transaction)
        }
    }

    /// A page of the user's notifications, the newest first.
    private func list(_ request: HTTPRequest, of user: UserID) async throws -> HTTPResponse {
        var parameters = QueryParameters(request)
        let unread = try parameters.bool("unread") ?? false
        let kinds = try parameters.all("kind").map { text throws(TodoError) in
            guard let kind = NotificationKind(rawValue: text) else {
                let all = NotificationKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidParameter(name: "kind", detail: "must be one of \(all)")
            }
            return kind
        }
        let wanted = try PageRequest(&parameters, request, of: "notifications", user, cursors)

        let query = NotificationStore.Query(unreadOnly: unread, kinds: kinds)
        let position = wanted.place.map {
            NotificationStore.Position(createdAt: $0.key ?? .distantPast, id: TodoNotification.ID(rawValue: $0.id))
        }
        let page = try await notifications.list(
            query, of: user, after: position, wanted.direction, offset: wanted.offset, limit: wanted.limit)
        let total = wanted.wantsTotal ? try await notifications.count(query, of: user) : nil
        return wanted.answer(
            page, total: total, place: { Cursors.Place(key: $0.createdAt, id: $0.id.rawValue) }
        ) { row, json in row.write(to: &json) }
    }

    private static func id(_ context: AppContext) throws -> TodoNotification.ID {
        guard let id = context.parameters["id"].flatMap({ TodoNotification.ID($0) }) else { throw Problem.notFound }
        return id
    }
}
