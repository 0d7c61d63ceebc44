import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct EmailAddressTests {
    @Test(arguments: ["ann@example.org", " ann@example.org ", "a.b+c@x-y.example", "ann@localhost", "ANN@Example.Org"])
    func addressesAreTaken(_ text: String) throws {
        #expect(try EmailAddress.check(text) == text.replacing(" ", with: ""))
    }

    @Test(arguments: [
        "", "ann", "@example.org", "ann@", "ann@@example.org", "a@b.c;evil@x.y", "a@b.c,evil@x.y", "\"a b\"@c",
        "a b@c.d",
        "a@b.c\r\nBcc: x@y", "Ann <ann@example.org>", "a@b..c", ".a@b.c", "a.@b.c", "a@-b.c", "a@b-.c", "münchen@x.de",
        "ann@münchen.de", "a@b.c\0", "a@b c.d", "a@[127.0.0.1]", "a@b_c.d",
        String(repeating: "x", count: 65) + "@example.org",
        "a@" + String(repeating: "abcdefghi.", count: 26) + "org",
    ]) func everythingElseIsRefused(_ text: String) {
        #expect { try EmailAddress.check(text) } throws: { ($0 as? FieldMistake)?.code == "invalid-email" }
    }
}
