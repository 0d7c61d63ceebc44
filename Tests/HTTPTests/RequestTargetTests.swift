import Testing

@testable import HTTP

@Suite struct RequestTargetTests {
    @Test func splitsFirstAndDecodesAfterwards() throws {
        let target = try RequestTarget("/api/tags/a%20b%2Fc?q=x+y%26z&q=2&flag&=v&&e=")
        #expect(target.path == "/api/tags/a%20b%2Fc")
        #expect(target.segments == ["api", "tags", "a b/c"])
        #expect(target.query["q"] == "x y&z")
        #expect(target.query.values("q") == ["x y&z", "2"])
        #expect(target.query["flag"] == "")
        #expect(target.query["e"] == "")
        #expect(target.query[""] == "v")
        #expect(target.query["missing"] == nil)
    }

    @Test func theRootHasNoSegments() throws {
        #expect(try RequestTarget("/").segments == [])
        #expect(try RequestTarget("/a/").segments == ["a", ""])
        #expect(try RequestTarget("//a").segments == ["", "a"])
        #expect(try RequestTarget("/a+b").segments == ["a+b"])
        #expect(try RequestTarget("*").segments == ["*"])
    }

    @Test func theAbsoluteFormIsItsPath() throws {
        #expect(try RequestTarget("http://host:80/a/b?c=1").segments == ["a", "b"])
        #expect(try RequestTarget("HTTPS://host/a").path == "/a")
    }

    @Test(arguments: [
        "", "a", "/a%", "/a%2", "/a%zz", "/%00", "/a?b=%00", "/a?b=%0", "/%ff", "/a?b=%C3", "/%c0%80", "/%ed%a0%80",
        "/..", "/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/./a", "/%2e", "/ä", "/a b", "/a\tb", "/a\u{0}b", "/a\u{7F}",
        "/a#b", "http://host", "ftp://host/a", "?a=b",
    ])
    func refuses(_ target: String) {
        let problem = #expect(throws: Problem.self) { try RequestTarget(target) }
        #expect(problem?.status == .badRequest)
    }

    @Test func encodedSlashesMakeNoOtherPath() throws {
        #expect(try RequestTarget("/api/tasks/..%2f..%2fadmin").segments == ["api", "tasks", "../../admin"])
    }

    @Test func isAtMostEightKiB() throws {
        let longest = "/" + String(repeating: "a", count: 8191)
        #expect(try RequestTarget(longest).path == longest)
        let problem = #expect(throws: Problem.self) { try RequestTarget(longest + "a") }
        #expect(problem?.status == .uriTooLong)
    }
}
