import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct SessionStoreTests {
    private let family = UUID()

    private func hash(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    /// A login whose refresh token is number 1.
    private func withLogin(_ body: @LoopActor (StoreFixture, SessionStore) async throws -> Void) async throws {
        try await StoreFixture.with { store in
            let sessions = SessionStore(store.postgres)
            try await sessions.open(
                NewSession(familyID: family, id: UUID(), userID: store.user, tokenHash: hash(1), userAgent: "curl"))
            try await body(store, sessions)
        }
    }

    /// What a use of a token came to, in a word.
    private func use(_ number: UInt8, _ sessions: SessionStore) async throws -> String {
        switch try await sessions.rotate(hash(number), to: hash(number + 1), id: UUID(), userAgent: nil) {
        case .rotated(_, let family): family == self.family ? "rotated" : "another family"
        case .reused: "reused"
        case .unknown: "unknown"
        }
    }

    private func age(_ store: StoreFixture, _ seconds: Int) async throws {
        try await store.run("UPDATE sessions SET used_at = used_at - \(seconds) * interval '1 second'")
    }

    @Test func aTokenIsUsedOnceAndItsSuccessorGoesOn() async throws {
        try await withLogin { store, sessions in
            for number in UInt8(1)...5 {
                let outcome = try await use(number, sessions)
                #expect(outcome == "rotated")
            }
            #expect(try await store.count(of: "sessions") == 6)
            #expect(try await use(99, sessions) == "unknown")
            #expect(try await sessions.isLive(familyID: family, of: store.user))
            #expect(try await sessions.isLive(familyID: family, of: .sample()) == false)
        }
    }

    @Test func aSecondUseWithinTenSecondsGivesTheSameSuccessor() async throws {
        try await withLogin { store, sessions in
            #expect(try await use(1, sessions) == "rotated")
            try await age(store, 9)
            #expect(try await use(1, sessions) == "rotated")
            #expect(try await store.count(of: "sessions") == 2)
            #expect(try await use(2, sessions) == "rotated")
        }
    }

    @Test func aLaterUseRevokesTheWholeFamily() async throws {
        try await withLogin { store, sessions in
            let stranger = UUID()
            try await sessions.open(
                NewSession(familyID: stranger, id: UUID(), userID: store.user, tokenHash: hash(50), userAgent: nil))
            #expect(try await use(1, sessions) == "rotated")
            try await age(store, 11)
            #expect(try await use(1, sessions) == "reused")
            #expect(try await use(2, sessions) == "unknown")
            #expect(try await sessions.isLive(familyID: family, of: store.user) == false)
            #expect(try await sessions.isLive(familyID: stranger, of: store.user))
        }
    }

    @Test func ofManyUsesAtOnceOneMakesTheSuccessor() async throws {
        try await withLogin { store, sessions in
            let outcomes = try await concurrently(8) { _ in try await use(1, sessions) }.map { try $0.get() }
            #expect(outcomes == Array(repeating: "rotated", count: 8))
            #expect(try await store.count(of: "sessions") == 2)
        }
    }

    @Test func logoutEndsTheFamily() async throws {
        try await withLogin { store, sessions in
            #expect(try await use(1, sessions) == "rotated")
            try await sessions.close(hash(2))
            #expect(try await use(2, sessions) == "unknown")
            #expect(try await sessions.isLive(familyID: family, of: store.user) == false)
        }
    }

    @Test func anExpiredTokenIsUnknownAndDeletedInTime() async throws {
        try await withLogin { store, sessions in
            try await store.run("UPDATE sessions SET expires_at = now() - interval '1 s'")
            #expect(try await use(1, sessions) == "unknown")
            try await store.run("UPDATE sessions SET family_expires_at = now() - interval '2 days'")
            #expect(try await sessions.deleteExpired() == 1)
        }
    }

    @Test func nothingLivesLongerThanItsFamily() async throws {
        try await withLogin { store, sessions in
            try await store.run("UPDATE sessions SET family_expires_at = now() + interval '1 hour'")
            #expect(try await use(1, sessions) == "rotated")
            let beyond = try await store.number(
                "SELECT count(*) FROM sessions WHERE used_at IS NULL AND expires_at > family_expires_at")
            #expect(beyond == 0)
        }
    }

    @Test func aDeletedAccountCannotGoOn() async throws {
        try await withLogin { store, sessions in
            try await store.run("UPDATE users SET deleted_at = now()")
            #expect(try await use(1, sessions) == "unknown")
        }
    }
}
