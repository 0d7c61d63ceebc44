import FoundationEssentials
import HTTP
import JSON
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// `/api/me…`: one's own profile, preferences and logins, and the end of the account.
@LoopActor struct AccountRoutes {
    let commands: AccountCommands
    /// Whether changes have to say which version they mean.
    let requiresIfMatch: Bool

    func add(to group: RouteGroup<AppContext>) {
        group.get("/api/me") { request, context in
            guard let account = try await commands.users.account(try Caller(context).userID) else {
                throw TodoError.invalidToken
            }
            return try Preconditions.answer(request, Self.profile(account.user))
        }
        group.patch("/api/me") { request, context in
            try await commands.update(
                try request.json(), if: try Preconditions(request, required: requiresIfMatch), by: try Caller(context))
        }
        group.delete("/api/me") { _, context in try await commands.close(by: try Caller(context)) }
        addPreferences(to: group)
        addSessions(to: group)
    }

    private func addPreferences(to group: RouteGroup<AppContext>) {
        group.get("/api/me/preferences") { request, context in
            let preferences = try await commands.preferences.find(of: try Caller(context).userID)
            return try Preconditions.answer(request, Self.preferences(preferences))
        }
        for method in [HTTPMethod.put, .patch] {
            group.on(method, "/api/me/preferences") { request, context in
                try await commands.updatePreferences(
                    try request.json(), replacing: method == .put,
                    if: try Preconditions(request, required: requiresIfMatch), by: try Caller(context))
            }
        }
    }

    private func addSessions(to group: RouteGroup<AppContext>) {
        group.get("/api/me/sessions") { _, context in
            let identity = try context.requireUser()
            let logins = try await commands.sessions.logins(of: UserID(rawValue: identity.userID))
            return Page.answer(logins, next: nil) { login, json in
                Self.write(login, isCurrent: login.familyID == identity.sessionID, to: &json)
            }
        }
        group.delete("/api/me/sessions") { _, context in
            try await commands.endOtherSessions(than: context.identity?.sessionID, by: try Caller(context))
        }
        group.delete("/api/me/sessions/{id}") { _, context in
            try await commands.endSession(try context.parameters.require("id", as: UUID.self), by: try Caller(context))
        }
    }

    /// `POST /api/auth/password`. It stands apart because it keeps no answers: a fast hash of its body would be one of
    /// two passwords.
    static func addPassword(
        _ sessions: SessionCommands, changed: @escaping @LoopActor @Sendable (UserID) -> Void,
        to group: RouteGroup<AppContext>
    ) {
        group.post("/api/auth/password") { request, context in
            let identity = try context.requireUser()
            let change = try AccountPayloads.passwordChange(try request.json())
            try await sessions.changePassword(change, of: identity, from: request.remoteAddress)
            changed(UserID(rawValue: identity.userID))
            return .empty(.noContent)
        }
    }

    // MARK: Answers

    static func profile(_ user: User) -> HTTPResponse {
        var json = JSONWriter(capacity: 384)
        json.object { json in
            json.member("id", user.id)
            json.member("email", user.email)
            json.member("name", user.name)
            json.member("locale", user.language.rawValue)
            json.member("timezone", user.timezone)
            json.member("week_start", user.weekStart.rawValue)
            json.member("version", user.version)
            json.member("created_at", user.createdAt)
            json.member("updated_at", user.updatedAt)
        }
        return .json(.ok, json.finish(), headers: ["ETag": EntityTag(version: user.version, of: user.id).description])
    }

    static func preferences(_ preferences: UserPreferences) -> HTTPResponse {
        var json = JSONWriter(capacity: 1_024)
        PreferencesPayloads.write(preferences, to: &json)
        return .json(.ok, json.finish(), headers: ["ETag": tag(preferences).description])
    }

    static func tag(_ preferences: UserPreferences) -> EntityTag { EntityTag("preferences-\(preferences.version)") }

    private static func write(_ login: SessionStore.Login, isCurrent: Bool, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", login.familyID)
            json.member("user_agent", login.userAgent)
            json.member("current", isCurrent)
            json.member("created_at", login.createdAt)
            json.member("last_seen_at", login.lastSeenAt)
            json.member("expires_at", login.expiresAt)
        }
    }
}
