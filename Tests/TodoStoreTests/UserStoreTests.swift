import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct UserStoreTests {
    private func user(_ email: String) -> User {
        User(
            id: .sample(), email: email, name: "Ann", language: .urdu, timezone: "Asia/Karachi", weekStart: .sunday,
            createdAt: .sample, updatedAt: .sample)
    }

    private func create(_ user: User, _ users: UserStore) async throws -> Bool {
        let session = NewSession(
            familyID: UUID(), id: UUID(), userID: user.id, tokenHash: (0..<32).map { _ in .random(in: 0...255) },
            userAgent: nil)
        return try await users.create(user, passwordHash: "$scrypt$x", session: session)
    }

    @Test func anAccountIsFoundByItsAddressInAnyCase() async throws {
        try await TestDatabase.withClient { postgres in
            let users = UserStore(postgres)
            let ann = user("Ann@Example.org")
            #expect(try await create(ann, users))
            let account = try #require(try await users.account(email: "ann@example.ORG"))
            #expect(account.user == ann)
            #expect(account.passwordHash == "$scrypt$x")
            #expect(try await users.account(email: "bob@example.org") == nil)
            try await users.rehash(ann.id, from: "$scrypt$other", to: "$scrypt$y")
            #expect(try await users.account(email: ann.email)?.passwordHash == "$scrypt$x")
            try await users.rehash(ann.id, from: "$scrypt$x", to: "$scrypt$y")
            #expect(try await users.account(email: ann.email)?.passwordHash == "$scrypt$y")
        }
    }

    @Test func ofManySignUpsWithOneAddressOneSucceeds() async throws {
        try await TestDatabase.withClient { postgres in
            let users = UserStore(postgres)
            let made = try await concurrently(8) { number in
                try await create(user(number % 2 == 0 ? "ann@example.org" : "ANN@example.org"), users)
            }.map { try $0.get() }
            #expect(made.count { $0 } == 1)
            let sessions = try await postgres.read("SELECT count(*) FROM sessions")[0].int(0)
            #expect(sessions == 1)
        }
    }

    @Test func aProfileHasDefaultsUntilTheUserChooses() async throws {
        try await StoreFixture.with { store in
            let users = UserStore(store.postgres)
            let standard = try #require(try await users.profile(store.user))
            #expect(standard.notices == Due.NoticePreferences())
            #expect(standard.channels == .standard)
            #expect(standard.defaultReminders.isEmpty)
            #expect(!standard.isMailSuppressed)
            try await store.run(
                """
                INSERT INTO user_preferences (user_id, due_soon_window, all_day_reminder_time, channels)
                VALUES (\(store.user), '2 hours', '07:30', '{"due": ["in_app"]}')
                """)
            let deliveries = DeliveryStore(store.postgres)
            #expect(try await deliveries.suppressMail(to: store.user) == false)
            #expect(try await deliveries.suppressMail(to: store.user, afterBounces: 0))
            let chosen = try #require(try await users.profile(store.user))
            #expect(chosen.notices.window == 7_200)
            #expect(chosen.notices.allDayTime.microseconds == 27_000_000_000)
            #expect(chosen.channels.destinations(of: .due) == [.inApp])
            #expect(chosen.isMailSuppressed)
            #expect(try await users.profile(.sample()) == nil)
            try await store.run("UPDATE users SET deleted_at = now()")
            #expect(try await users.profile(store.user) == nil)
        }
    }

    @Test func attemptsAreCountedInTheirWindow() async throws {
        try await TestDatabase.withClient { postgres in
            let counters = RateCounterStore(postgres)
            let counts = try await concurrently(5) { _ in
                try await counters.count("login:ann", window: 86_400)
            }.map { try $0.get() }
            #expect(Set(counts.map(\.attempts)) == [1, 2, 3, 4, 5])
            #expect(counts.allSatisfy { (1...86_400).contains($0.secondsLeft) })
            #expect(try await counters.count("login:bob", window: 86_400).attempts == 1)
            try await counters.reset("login:ann")
            #expect(try await counters.count("login:ann", window: 86_400).attempts == 1)
            _ = try await postgres.write("UPDATE rate_counters SET window_start = now() - interval '2 days'")
            #expect(try await counters.deleteExpired() == 2)
        }
    }
}
