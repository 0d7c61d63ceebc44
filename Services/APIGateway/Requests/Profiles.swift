import FoundationEssentials
import Reactor
import TodoCore
import TodoStore

/// The profiles of users who are active, remembered for five seconds: nearly every request needs one.
@LoopActor final class Profiles {
    /// An object, for a profile is large and most requests want one number of it.
    private final class Entry: Sendable {
        let profile: UserProfile
        let readAt: LoopClock.Instant

        init(_ profile: UserProfile, readAt: LoopClock.Instant) {
            self.profile = profile
            self.readAt = readAt
        }
    }

    private static let remembered = 10_000
    private static let trusted = Duration.seconds(5)

    private let users: UserStore
    private var known: [UserID: Entry] = [:]

    init(_ users: UserStore) { self.users = users }

    /// The user's profile, at most five seconds old.
    func profile(of user: UserID) async throws -> UserProfile { try await entry(user).profile }

    /// What the user's due dates are looked at by.
    func moment(of user: UserID, _ now: Date, _ zones: ZoneDatabase) async throws -> DueMoment {
        try await entry(user).profile.moment(now, zones)
    }

    /// Reads a user's profile again when it is needed next: it was changed.
    func forget(_ user: UserID) { known[user] = nil }

    private func entry(_ user: UserID) async throws -> Entry {
        if let known = known[user], known.readAt.duration(to: .now) < Self.trusted { return known }
        return try await read(user)
    }

    private func read(_ user: UserID) async throws -> Entry {
        guard let profile = try await users.profile(user) else { throw TodoError.invalidToken }
        if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
        let entry = Entry(profile, readAt: .now)
        known[user] = entry
        return entry
    }
}
