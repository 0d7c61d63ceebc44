import Cryptography
import Testing

@Suite struct HMACSHA256Tests {
    /// RFC 4231 section 4; case 5 truncates and is left out.
    static let vectors: [(key: [UInt8], message: [UInt8], code: String)] = [
        (
            .init(repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            .init(repeating: 0xAA, count: 20), .init(repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            Array(1...25), .init(repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            .init(repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            .init(repeating: 0xAA, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test(arguments: 0..<vectors.count) func theVectorsOfRFC4231Hold(_ index: Int) {
        let vector = Self.vectors[index]
        let expected = hex(vector.code)
        #expect(HMACSHA256.code(for: vector.message, key: vector.key) == expected)
        // One authenticator for several messages.
        let authenticator = HMACSHA256(key: vector.key)
        for _ in 0..<3 { #expect(authenticator.code(for: vector.message) == expected) }
        #expect(authenticator.isValid(expected, for: vector.message))
    }

    @Test func anEmptyKeyAndAnEmptyMessageHaveACode() {
        let expected = hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        let authenticator = HMACSHA256(key: [])
        #expect(authenticator.code(for: []) == expected)
        #expect(authenticator.code(for: []) == expected)
    }

    @Test func anyOtherCodeIsNotValid() {
        let authenticator = HMACSHA256(key: [1, 2, 3])
        let code = authenticator.code(for: [4])
        for index in code.indices {
            var other = code
            other[index] ^= 1
            #expect(!authenticator.isValid(other, for: [4]))
        }
        #expect(!authenticator.isValid(Array(code.dropLast()), for: [4]))
        #expect(!authenticator.isValid([], for: [4]))
        #expect(!authenticator.isValid(code, for: [5]))
    }

    @Test func oneAuthenticatorServesManyThreads() async {
        let authenticator = HMACSHA256(key: [7])
        let expected = (0..<64).map { HMACSHA256.code(for: [UInt8($0)], key: [7]) }
        await withTaskGroup(of: Bool.self) { group in
            for message in 0..<64 {
                group.addTask { @concurrent in
                    (0..<50).allSatisfy { _ in authenticator.code(for: [UInt8(message)]) == expected[message] }
                }
            }
            for await same in group { #expect(same) }
        }
    }
}
