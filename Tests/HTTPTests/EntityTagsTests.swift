import HTTP
import Testing

@Suite struct EntityTagsTests {
    @Test func aListIsReadWithItsWeakTags() {
        #expect(EntityTags(#""a""#) == .listed([EntityTag("a")]))
        #expect(
            EntityTags(#" "a" , W/"b",, "c,d" "#)
                == .listed([EntityTag("a"), EntityTag("b", isWeak: true), EntityTag("c,d")]))
        #expect(EntityTags(" * ") == .any)
        #expect(EntityTags(#""""#) == .listed([EntityTag("")]))
    }

    @Test(arguments: [
        "", " ", ",", "a", "\"a", "a\"", #""a" "b""#, #"*, "a""#, #""a", *"#, #"w/"a""#, #""a b""#, "W/", "1",
    ])
    func whatIsNoListOfTagsIsRefused(_ text: String) {
        #expect(EntityTags(text) == nil)
    }

    @Test func weakTagsCompareWeaklyOnly() {
        let tags = EntityTags.listed([EntityTag("a", isWeak: true), EntityTag("b")])
        #expect(!tags.holdStrongly(EntityTag("a")) && tags.holdStrongly(EntityTag("b")))
        #expect(tags.holdWeakly(EntityTag("a")) && tags.holdWeakly(EntityTag("b")) && !tags.holdWeakly(EntityTag("c")))
        #expect(EntityTags.any.holdStrongly(EntityTag("x")) && EntityTags.any.holdWeakly(EntityTag("x")))
    }

    @Test func linesOfOneHeaderAreOneList() throws {
        var headers = HTTPHeaders()
        #expect(try EntityTags(headers, "If-Match") == nil)
        headers.add("If-Match", #""a""#)
        headers.add("if-match", #""b""#)
        #expect(try EntityTags(headers, "If-Match") == .listed([EntityTag("a"), EntityTag("b")]))
        headers.add("If-Match", "c")
        #expect(throws: EntityTagMistake.self) { try EntityTags(headers, "If-Match") }
    }
}
