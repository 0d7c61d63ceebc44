import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

/// What users do to their own accounts. Rare, so each is a transaction: what was, what shall be, the kept answer.
@LoopActor struct AccountCommands {
    let postgres: PostgresClient
    let users: UserStore
    let preferences: UserPreferencesStore
    let sessions: SessionStore
    let zones: ZoneDatabase
    /// Called when something about a user was changed that others here remember.
    let changed: @LoopActor @Sendable (UserID) -> Void
    let now: @Sendable () -> Date

    /// Changes the profile.
    func update(
        _ body: JSONValue, if conditions: Preconditions, by caller: Caller
    ) async throws -> HTTPResponse {
        let user = caller.userID
        return try await write(by: caller) { transaction in
            guard let old = try await users.lock(user, in: transaction)?.user else { throw TodoError.invalidToken }
            guard conditions.hold(for: { EntityTag(version: old.version, of: old.id) }) else {
                throw Problem.mismatch(version: old.version, current: AccountRoutes.profile(old))
            }
            var new = old
            try AccountPayloads.apply(body, to: &new, zones: zones)
            if new != old {
                new.version += 1
                new.updatedAt = now()
                try await users.update(new, in: transaction)
            }
            return AccountRoutes.profile(new)
        }
    }

    /// Changes the preferences: all of them, or only what the body names.
    func updatePreferences(
        _ body: JSONValue, replacing isWhole: Bool, if conditions: Preconditions, by caller: Caller
    ) async throws -> HTTPResponse {
        let user = caller.userID
        return try await write(by: caller) { transaction in
            guard try await users.lock(user, in: transaction) != nil else { throw TodoError.invalidToken }
            let old = try await preferences.find(of: user, in: transaction)
            guard conditions.hold(for: { AccountRoutes.tag(old) }) else {
                throw Problem.mismatch(version: old.version, current: AccountRoutes.preferences(old))
            }
            var new = isWhole ? UserPreferences() : old
            new.version = old.version
            try PreferencesPayloads.apply(body, to: &new)
            if new != old {
                new.version += 1
                try await preferences.save(new, of: user, in: transaction)
                if new.dueSoonWindow != old.dueSoonWindow || new.allDayReminderTime != old.allDayReminderTime {
                    try await preferences.rearmNotices(of: user, under: new, in: transaction)
                }
            }
            return AccountRoutes.preferences(new)
        }
    }

    /// Ends one login of the user.
    func endSession(_ id: UUID, by caller: Caller) async throws -> HTTPResponse {
        try await write(by: caller) { transaction in
            guard try await sessions.end(id, of: caller.userID, in: transaction) else { throw Problem.notFound }
            return .empty(.noContent)
        }
    }

    /// Ends all logins of the user but the one that asks.
    func endOtherSessions(than session: UUID?, by caller: Caller) async throws -> HTTPResponse {
        try await write(by: caller) { transaction in
            try await sessions.endOthers(than: session, of: caller.userID, in: transaction)
            return .empty(.noContent)
        }
    }

    /// Closes the account; what it had is erased soon after.
    func close(by caller: Caller) async throws -> HTTPResponse {
        try await write(by: caller) { transaction in
            try await users.close(caller.userID, in: transaction)
            return .empty(.accepted)
        }
    }

    /// One change and, with a key, the answer that is kept with it.
    private func write(
        by caller: Caller, _ body: @escaping @LoopActor (PostgresTransaction) async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        let response = try await postgres.withTransaction { transaction in
            try await caller.keep(try await body(transaction), at: now(), in: transaction)
        }
        changed(caller.userID)
        return response
    }
}
