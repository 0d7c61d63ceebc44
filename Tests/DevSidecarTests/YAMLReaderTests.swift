import Testing

@testable import DevSidecar

@Suite struct YAMLReaderTests {
    private func parse(_ text: String) throws -> [YAMLNode] { try YAMLReader.parse(Array(text.utf8)) }

    @Test func documentsMappingsAndListsKeepTheirOrder() throws {
        let documents = try parse("b: 1\na: [x, {y: 'z'}]\n---\n- second\n")
        #expect(documents.count == 2)
        #expect(documents[0].members.map(\.key) == ["b", "a"])
        #expect(documents[0]["a"]?.items.last?["y"]?.string == "z")
        #expect(documents[1].strings == ["second"])
    }

    @Test func scalarsStayText() throws {
        let node = try #require(try parse("n: 007\nt: yes\nempty:\nquoted: \"\"\n").first)
        #expect(node["n"]?.string == "007" && node["t"]?.string == "yes")
        #expect(node["empty"]?.string == nil && node["quoted"]?.text == "")
    }

    @Test func aMistakeNamesItsLine() {
        #expect(throws: YAMLReader.SyntaxError.self) { try parse("a: [1\nb: 2\n") }
    }

    @Test func anchorsAreFollowed() throws {
        let node = try #require(try parse("a: &x {k: v}\nb: *x\n").first)
        #expect(node["b"]?["k"]?.string == "v")
    }
}
