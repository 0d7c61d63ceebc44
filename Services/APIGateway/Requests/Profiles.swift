import FoundationEssentials
import Reactor
import TodoCore
import TodoStore

/// The profiles of users who are active, remembered for five seconds: nearly every request needs one.
@LoopActor final class Profiles {
    private static let remembered = 10_000
    private static let trusted = Duration.seconds(5)

    private let users: UserStore
    private var known: [UserID: (profile: UserProfile, readAt: LoopClock.Instant)] = [:]

    init(_ users: UserStore) { self.users = users }

    /// The user's profile, at most five seconds old.
    func profile(of user: UserID) async throws -> UserProfile {
        if let known = known[user], known.readAt.duration(to: .now) < Self.trusted { return known.profile }
        guard let profile = try await users.profile(user) else { throw TodoError.invalidToken }
        if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
        known[user] = (profile, .now)
        return profile
    }
}
