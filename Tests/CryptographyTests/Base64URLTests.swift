import Cryptography
import Testing

@Suite struct Base64URLTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ]) func theVectorsOfRFC4648Hold(_ text: String, _ encoded: String) {
        #expect(Base64URL.encode(text.utf8) == encoded)
        #expect(Base64URL.decode(encoded) == Array(text.utf8))
    }

    @Test func bitsLeftOverMustBeZero() {
        // Of the last letter of one byte two bits count, of two bytes four.
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        #expect(letters.filter { Base64URL.decode("A\($0)") != nil }.count == 4)
        #expect(letters.filter { Base64URL.decode("AA\($0)") != nil }.count == 16)
        #expect(letters.filter { Base64URL.decode("AAA\($0)") != nil }.count == 64)
        #expect(letters.filter { Base64URL.decode("AAAAA\($0)") != nil }.count == 4)
    }

    @Test func theAlphabetIsTheOneOfURLs() {
        #expect(Base64URL.encode([0xFB, 0xEF, 0xFF]) == "--__")
        #expect(Base64URL.decode("--__") == [0xFB, 0xEF, 0xFF])
    }

    @Test func everyByteReadsBack() {
        for length in 0..<64 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ length) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
        #expect(Base64URL.decode(Base64URL.encode(Array(0...255))) == Array(0...255))
    }

    @Test(arguments: [
        "Zg==", "Zg=", "Zm8=", "Z", "Zm9vY", "Zm9v ", " Zm9v", "Zm\n9v", "Zm+v", "Zm/v", "Zm9é", "Zm9v.", "=", "====",
        "Zh", "Zm9",
        "Z\u{0}9v", "Zm9vYh", "!!!!", "Zg\u{200B}",
    ]) func whatNoBytesEncodeToIsRefused(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
