import Cryptography
import Testing

@Suite struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]) func theVectorsOfFIPS180Hold(_ text: String, _ digest: String) {
        #expect(SHA256.digest(text) == hex(digest))
        #expect(SHA256.digest(Array(text.utf8)) == hex(digest))
    }

    @Test func onlyEqualSecretsAreEqual() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2], [1, 2]))
        #expect(!constantTimeEquals([1, 2], [1, 3]))
        #expect(!constantTimeEquals([1, 2], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2], []))
        #expect(constantTimeEquals("token", "token"))
        #expect(!constantTimeEquals("token", "tokem"))
        // Swift's == would call these the same text.
        #expect(!constantTimeEquals("\u{E9}", "e\u{301}"))
    }

    @Test func randomBytesDoNotRepeat() {
        let seen = Set((0..<1_000).map { _ in SecureRandom.bytes(16) })
        #expect(seen.count == 1_000)
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(1_000).count == 1_000)
        var random = SecureRandom()
        #expect(Set((0..<100).map { _ in random.next() }).count == 100)
    }
}
