import HTTP
import Reactor
import TestSupport
import Testing

/// What libmicrohttpd lets through and a request behind it must never profit from.
@LoopActor @Suite struct RefusedRequestTests {
    /// Sends `request` with a further one right behind it, and expects one refusal, the end of the connection, and no
    /// call of any handler.
    private func expect(
        _ status: Int, _ request: [UInt8], code: String? = "malformed-request", limits: RouteLimits = .standard,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        var handled: [String] = []
        let respond: HTTPServer.Respond = { request in
            handled.append("\(request.method) \(request.path)")
            return .text(.ok, "handled")
        }
        let answer = try await withServer(limits: { _ in limits }, respond: respond) { server in
            let client = try RawConnection(port: server.port)
            try await client.send(request + Array("GET /second HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            return try await client.untilClosed()
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)", sourceLocation: location)
        #expect(answer.contains("Connection: close\r\n"), sourceLocation: location)
        // The library's own refusals come in HTML, some with their head twice.
        if let code {
            #expect(answer.components(of: "HTTP/1.1 ") == 1, "\(answer)", sourceLocation: location)
            #expect(answer.contains("Content-Type: application/problem+json\r\n"), sourceLocation: location)
            #expect(answer.contains(#""code":"\#(code)""#), "\(answer)", sourceLocation: location)
        }
        #expect(handled == [], sourceLocation: location)
    }

    private func expect(
        _ status: Int, _ request: String, code: String? = "malformed-request", limits: RouteLimits = .standard,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        try await expect(status, Array(request.utf8), code: code, limits: limits, location: location)
    }

    @Test func aLengthBesideATransferEncoding() async throws {
        for order in [
            "Content-Length: 4\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 4",
        ] { try await expect(400, "POST / HTTP/1.1\r\nHost: x\r\n\(order)\r\n\r\n0\r\n\r\n") }
    }

    @Test func twoLengths() async throws {
        try await expect(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 4\r\n\r\nabcd")
        try await expect(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nabcd")
    }

    @Test(arguments: ["-1", "1e3", "+4", "4, 4", "", "0x4"])
    func aLengthThatIsNone(_ value: String) async throws {
        try await expect(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(value)\r\n\r\nabcd", code: nil)
    }

    @Test func aSpaceBeforeTheColon() async throws {
        try await expect(400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nX-A\t: b\r\n\r\n")
    }

    @Test(arguments: ["gzip", "identity", "chunked, identity", "gzip, chunked", "chunked, chunked"])
    func aTransferEncodingOtherThanChunked(_ value: String) async throws {
        try await expect(400, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(value)\r\n\r\n0\r\n\r\n")
    }

    @Test(arguments: ["a\0b", "a\0", "\0", "\0b", "a\rb", "a\r\rb", "a\u{1}b", "a\u{7F}"])
    func aControlCharacterInAValue(_ value: String) async throws {
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nX-A: \(value)\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nX-A: \(value)\r\nHost: x\r\nX-B: c\r\n\r\n")
    }

    @Test func aNulInAName() async throws {
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nX\0-A: b\r\n\r\n", code: nil)
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nX-A\0: b\r\n\r\n", code: nil)
    }

    @Test func aFoldedHeader() async throws {
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n\tc\r\nX-D: e\r\n\r\n")
    }

    @Test func aLineThatEndsWithoutCR() async throws {
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\nHost: x\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\n\n")
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\n\n")
    }

    @Test func noHostAndTwo() async throws {
        try await expect(400, "GET / HTTP/1.1\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nX-A: b\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n")
        try await expect(400, "GET / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n")
    }

    @Test func aMethodInLowerCase() async throws {
        try await expect(400, "get / HTTP/1.1\r\nHost: x\r\n\r\n")
        try await expect(400, "Post / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    }

    @Test(arguments: ["/a\0b", "/\0", "/a b", "/a  b", " /a", "/a ", "/a\t", "/a\0?b=c", "/a?b=\0c"])
    func aTargetThatIsMoreThanItSeems(_ target: String) async throws {
        try await expect(400, "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n", code: nil)
    }

    @Test(arguments: ["/a%", "/%zz", "/a/../b", "/a/%2e%2e/b", "/./a", "/ä", "nothing"])
    func aPathThatIsNone(_ target: String) async throws {
        try await expect(400, "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n", code: "invalid-path")
    }

    @Test func aNulOrNoUTF8Encoded() async throws {
        for target in ["/api/tasks%00/x", "/a?q=a%00b"] {
            try await expect(400, "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n", code: "invalid-character")
        }
        try await expect(400, "GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n", code: "invalid-utf8")
    }

    @Test func aNulInTheMethod() async throws {
        try await expect(400, "GET\0POST / HTTP/1.1\r\nHost: x\r\n\r\n", code: nil)
    }

    @Test func moreThanAHundredHeaders() async throws {
        let headers = (1...100).map { "X-\($0): 1\r\n" }.joined()
        try await expect(431, "GET / HTTP/1.1\r\nHost: x\r\n\(headers)\r\n", code: "too-many-headers")
    }

    @Test func aTargetOverEightKiB() async throws {
        let path = "/" + String(repeating: "a", count: 8192)
        try await expect(414, "GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n", code: "uri-too-long")
    }

    @Test func whatDoesNotFitIntoTheLibrarysMemory() async throws {
        let long = String(repeating: "a", count: 65_536)
        try await expect(414, "GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n", code: nil)
        try await expect(431, "GET / HTTP/1.1\r\nHost: x\r\nX-A: \(long)\r\n\r\n", code: nil)
        let many = (1...20_000).map { "X-\($0): 1\r\n" }.joined()
        try await expect(431, "GET / HTTP/1.1\r\nHost: x\r\n\(many)\r\n", code: nil)
    }

    @Test func aBodyOverTheLimitBeforeItIsSent() async throws {
        // PATCH and DELETE too: what follows is the body, and no request.
        for method in ["POST", "PUT", "PATCH", "DELETE", "GET"] {
            try await expect(
                413, "\(method) / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", code: "body-too-large",
                limits: RouteLimits(body: 999))
        }
    }

    @Test func anEncodedBody() async throws {
        for method in ["POST", "PATCH"] {
            try await expect(
                415, "\(method) / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
                code: "unsupported-encoding")
        }
    }

    @Test func aChunkedBodyOverTheLimitAtItsEnd() async throws {
        let chunk = "100\r\n\(String(repeating: "x", count: 256))\r\n"
        let body = String(repeating: chunk, count: 8) + "0\r\n\r\n"
        try await expect(
            413, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(body)", code: "body-too-large",
            limits: RouteLimits(body: 2047))
    }

    @Test func aChunkThatIsNone() async throws {
        for chunk in ["x\r\n", "-1\r\n", "\r\n", "1\r\nab\r\n", "fffffffffffffffff\r\n"] {
            let head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            let status = chunk.hasPrefix("f") ? 413 : 400
            try await expect(status, head + chunk, code: nil)
        }
    }

    @Test func aRefusalLeavesTheServerInService() async throws {
        try await withServer(respond: { _ in .text(.ok, "fine") }) { server in
            let bad = try RawConnection(port: server.port)
            try await bad.send("get / HTTP/1.1\r\n\r\n")
            _ = try await bad.untilClosed()
            let good = try RawConnection(port: server.port)
            #expect(try await good.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").text == "fine")
        }
    }
}

extension String {
    fileprivate func components(of separator: String) -> Int { split(separator: separator).count }
}
