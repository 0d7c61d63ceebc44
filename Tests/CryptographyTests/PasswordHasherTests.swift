import Reactor
import Testing

@testable import Cryptography

@LoopActor @Suite struct PasswordHasherTests {
    /// Cheap, for tests of everything but the cost.
    private static let cheap = ScryptParameters(logN: 4, r: 8, p: 1)

    @Test(arguments: [
        (
            "", "", 4, 1, 1,
            """
            77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
            fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
            """
        ),
        (
            "password", "NaCl", 10, 8, 16,
            """
            fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
            2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
            """
        ),
        (
            "pleaseletmein", "SodiumChloride", 14, 8, 1,
            """
            7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
            d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887
            """
        ),
    ]) func theVectorsOfRFC7914Hold(
        _ password: String, _ salt: String, _ logN: Int, _ r: Int, _ p: Int, _ key: String
    ) {
        let derived = ScryptWorker.scrypt(
            Array(password.utf8), salt: Array(salt.utf8), ScryptParameters(logN: logN, r: r, p: p), length: 64)
        #expect(derived == hex(key))
    }

    @Test func aPasswordIsStoredAtTodaysCostAndKnownAgain() async throws {
        let hasher = PasswordHasher()
        var order: [String] = []
        let hashing = Task.immediate { @LoopActor in
            let stored = try await hasher.hash("correct horse")
            order.append("hashed")
            return stored
        }
        await Task.yield()
        order.append("the loop turned")
        let stored = try await hashing.value
        #expect(order == ["the loop turned", "hashed"])
        #expect(stored.hasPrefix("$scrypt$ln=15,r=8,p=3$"))
        #expect(!hasher.needsRehash(stored))
        async let right = hasher.verify("correct horse", stored)
        async let wrong = hasher.verify("correct horsf", stored)
        #expect(try await right)
        #expect(try await !wrong)
    }

    @Test func equalPasswordsHaveSaltsOfTheirOwn() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap)
        let (one, other) = (try await hasher.hash("x"), try await hasher.hash("x"))
        #expect(one != other)
        #expect(try await hasher.verify("x", one))
        #expect(try await hasher.verify("x", other))
    }

    @Test func theWholePasswordCounts() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap)
        let long = String(repeating: "pässwörd ", count: 200)
        let stored = try await hasher.hash(long)
        #expect(try await hasher.verify(long, stored))
        #expect(try await !hasher.verify(long + "x", stored))
        #expect(try await !hasher.verify(String(long.dropLast()), stored))
        let empty = try await hasher.hash("")
        #expect(try await hasher.verify("", empty))
        #expect(try await !hasher.verify(" ", empty))
    }

    @Test(arguments: [
        nil, "", "x", "$scrypt$ln=4,r=8,p=1$", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA", "$scrypt$$$",
        "$scrypt$ln=63,r=8,p=1$WlpaWlpaWlpaWlpaWlpaWg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=999999999999999999999$WlpaWlpaWlpaWlpaWlpaWg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=-4,r=8,p=1$WlpaWlpaWlpaWlpaWlpaWg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$r=8,ln=4,p=1$WlpaWlpaWlpaWlpaWlpaWg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=4,r=8,p=1$WlpaWlpaWlpaWlpaWlpaWg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ]) func whatIsNoStoredPasswordIsNobodys(_ stored: String?) async throws {
        let hasher = PasswordHasher(parameters: Self.cheap)
        #expect(try await !hasher.verify("x", stored))
        if let stored { #expect(hasher.needsRehash(stored)) }
    }

    @Test func anotherCostIsVerifiedAndHashedAgain() async throws {
        let old = PasswordHasher(parameters: ScryptParameters(logN: 5, r: 4, p: 2))
        let stored = try await old.hash("x")
        let hasher = PasswordHasher(parameters: Self.cheap)
        #expect(try await hasher.verify("x", stored))
        #expect(hasher.needsRehash(stored))
    }

    @Test func aPepperIsPartOfThePassword() async throws {
        let hasher = PasswordHasher(pepper: Array("one".utf8))
        let stored = try await hasher.hash("x")
        async let same = hasher.verify("x", stored)
        async let other = PasswordHasher(pepper: Array("other".utf8)).verify("x", stored)
        #expect(try await same)
        #expect(try await !other)
    }

    @Test func beyondTwoRunningAndSixteenWaitingItIsBusy() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap)
        // All begin in this one job of the loop, so none can have ended before the last begins.
        let tasks = (0..<20).map { number in
            Task.immediate { @LoopActor in try await hasher.hash("password \(number)") }
        }
        // Nobody's password takes part like anybody's.
        await #expect(throws: PasswordHasher.Busy.self) { try await hasher.verify("x", nil) }
        var outcomes: [Bool] = []
        for task in tasks {
            switch await task.result {
            case .success: outcomes.append(true)
            case .failure(let error):
                #expect(error as? PasswordHasher.Busy == PasswordHasher.Busy())
                outcomes.append(false)
            }
        }
        #expect(outcomes == Array(repeating: true, count: 18) + [false, false])
        // And when they have ended, there is room again.
        #expect(try await hasher.hash("again").hasPrefix("$scrypt$ln=4,"))
    }

    @Test func whoGaveUpIsNotWorkedFor() async throws {
        let hasher = PasswordHasher(parameters: Self.cheap)
        let task = Task.immediate { @LoopActor in try await hasher.hash("x") }
        let waiting = Task.immediate { @LoopActor in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await hasher.hash("y")
        }
        _ = try await task.value
        await #expect(throws: PasswordHasher.Busy.self) { try await waiting.value }
    }
}
