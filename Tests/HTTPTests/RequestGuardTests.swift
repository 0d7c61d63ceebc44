import Testing

@testable import HTTP

@Suite struct RequestGuardTests {
    private func check(
        _ fields: [(String, String)], method: String = "POST", isHTTP11: Bool = true
    ) throws -> RequestGuard {
        var rules = RequestGuard()
        for (name, value) in fields {
            try Array(name.utf8).withUnsafeBytes { name in
                try Array(value.utf8).withUnsafeBytes { value in try rules.add(name, value) }
            }
        }
        try Array(method.utf8).withUnsafeBytes { method in
            try rules.finish(method: method, isHTTP11: isHTTP11)
        }
        return rules
    }

    @Test func anOrdinaryRequestPasses() throws {
        let rules = try check([("Host", "x"), ("Accept", "*/*"), ("Content-Length", "12"), ("X-Empty", "")])
        #expect(rules.framing == .length(12))
        #expect(rules.headers["accept"] == "*/*")
        #expect(rules.headers["x-empty"] == "")
        #expect(!rules.contentEncoding)
    }

    @Test func theFramingIsToldOnce() throws {
        #expect(try check([("Host", "x")]).framing == .none)
        #expect(try check([("Host", "x"), ("transfer-encoding", "Chunked")]).framing == .chunked)
        for pair in [
            [("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
            [("Transfer-Encoding", "chunked"), ("Content-Length", "1")],
            [("Content-Length", "1"), ("Content-Length", "2")],
            [("Content-Length", "1"), ("Content-Length", "1")],
            [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
        ] { #expect(throws: Problem.self) { try check([("Host", "x")] + pair) } }
    }

    @Test(arguments: ["-1", "+1", "1e3", "", "1 1", "1, 1", "0x10", "9999999999999999999", "1.0"])
    func aLengthIsDigitsOnly(_ value: String) {
        #expect(throws: Problem.self) { try check([("Host", "x"), ("Content-Length", value)]) }
    }

    @Test(arguments: ["gzip, chunked", "identity", "chunked, identity", "", "xchunked", "chunked;q=1"])
    func theOnlyTransferEncodingIsChunked(_ value: String) {
        #expect(throws: Problem.self) { try check([("Host", "x"), ("Transfer-Encoding", value)]) }
    }

    @Test(arguments: ["", "a b", "Transfer-Encoding ", "a:b", "a\u{0}", "ä", "a(b)", "a\tb", "{a}", "a\"b"])
    func aNameIsAToken(_ name: String) {
        #expect(throws: Problem.self) { try check([("Host", "x"), (name, "1")]) }
    }

    @Test(arguments: ["a\u{0}b", "a\rb", "a\nb", "a\u{7F}b", "\u{1}"])
    func aValueHoldsNoControlCharacter(_ value: String) {
        #expect(throws: Problem.self) { try check([("Host", "x"), ("X-Value", value)]) }
    }

    @Test func blanksAroundAValueDoNotCountAndATabWithinIsFine() throws {
        #expect(try check([("Host", " x\t"), ("A", " 1 \t2 ")]).headers["a"] == "1 \t2")
    }

    @Test func thereIsExactlyOneHost() throws {
        #expect(throws: Problem.self) { try check([]) }
        #expect(throws: Problem.self) { try check([("Host", "a"), ("Host", "a")]) }
        #expect(throws: Problem.self) { try check([("Host", "a b")]) }
        #expect(try check([], isHTTP11: false).framing == .none)
        #expect(throws: Problem.self) { try check([("Host", "a"), ("host", "a")], isHTTP11: false) }
    }

    @Test(arguments: ["get", "Get", "", "G ET", "GET\u{1}", "PÖST"])
    func aMethodIsUpperCase(_ method: String) {
        #expect(throws: Problem.self) { try check([("Host", "x")], method: method) }
    }

    @Test func aHundredHeadersPassAndOneMoreIs431() throws {
        let many = [("Host", "x")] + (1...99).map { ("X-\($0)", "1") }
        #expect(try check(many).headers["x-99"] == "1")
        let problem = #expect(throws: Problem.self) { try check(many + [("X-100", "1")]) }
        #expect(problem?.status == .requestHeaderFieldsTooLarge)
    }

    @Test func aContentEncodingIsNoticed() throws {
        #expect(try check([("Host", "x"), ("Content-Encoding", "gzip")]).contentEncoding)
        #expect(try !check([("Host", "x"), ("Content-Encoding", "identity")]).contentEncoding)
    }

    @Test func betweenTwoLinesLieBlanksAndTheTwoBytesOfTheLineEnd() {
        func ends(_ bytes: [UInt8], _ lines: Int = 1) -> Bool {
            bytes.withUnsafeBytes { RequestGuard.endsLine($0, lines: lines) }
        }
        #expect(ends([0, 0]))
        #expect(ends([32, 9, 0, 0]))
        #expect(ends([0, 0, 0, 0], 2))
        #expect(!ends([0]))
        #expect(!ends([0, 0, 0]))
        #expect(!ends([0, 98, 0, 0]))
        #expect(!ends([0, 0, 0], 2))
    }
}
