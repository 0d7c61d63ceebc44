import JSON
import Observability
import Reactor
import TestSupport
import Testing

@testable import HTTP

@LoopActor @Suite struct HTTPServerTests {
    @Test func answersOverOneConnectionAgainAndAgain() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            for path in ["/a", "/b/c", "/d?x=1"] {
                let response = try await client.exchange("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(response.status == 200)
                #expect(response.text == "GET \(path.prefix { $0 != "?" }) ")
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func answersWhenTheHandlerHasWaited() async throws {
        let respond: HTTPServer.Respond = { request in
            try? await LoopClock().sleep(for: .milliseconds(1))
            return .bytes(.ok, request.body, type: "text/plain")
        }
        try await withServer(respond: respond) { server in
            let client = try RawConnection(port: server.port)
            for text in ["one", "two"] {
                let response = try await client.exchange(
                    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n\(text)")
                #expect(response.text == text)
            }
        }
    }

    @Test(arguments: [false, true]) func pipelinedRequestsAreAnsweredInOrder(waiting: Bool) async throws {
        let respond: HTTPServer.Respond = { request in
            if waiting { await Task.yield() }
            return .text(.ok, request.path)
        }
        try await withServer(respond: respond) { server in
            let client = try RawConnection(port: server.port)
            try await client.send((0..<50).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined())
            for number in 0..<50 { #expect(try await client.response().text == "/\(number)") }
        }
    }

    @Test func aRequestMayComeByteByByte() async throws {
        // Under a sanitizer, beside all other tests, a hundred turns of the loop may take longer than ten seconds.
        try await withServer(HTTPServerConfig(headerTimeout: .seconds(60)), respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            let request = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            for byte in request.utf8 {
                try await client.send([byte])
                await Task.yield()
            }
            #expect(try await client.response().text == "POST /a abc")
        }
    }

    @Test func theRequestArrivesAsItWasSent() async throws {
        var seen: [HTTPRequest] = []
        let respond: HTTPServer.Respond = { request in
            seen.append(request)
            return .empty(.noContent)
        }
        try await withServer(respond: respond) { server in
            let client = try RawConnection(port: server.port)
            let response = try await client.exchange(
                "PATCH http://x/api/t%C3%A4g/?a=1&a=%20&b HTTP/1.1\r\nHOST: x\r\nX-A:  1 \r\nx-a: 2\r\nCookie: c=d\r\n"
                    + "Content-Length: 2\r\n\r\n{}")
            #expect(response.status == 204)
            #expect(response.header("Content-Length") == nil)
        }
        let request = try #require(seen.first)
        #expect(request.method == .patch)
        #expect(request.segments == ["api", "täg", ""])
        #expect(request.query.values("a") == ["1", " "])
        #expect(request.query["b"] == "")
        #expect(request.headers.values("X-A") == ["1", "2"])
        #expect(request.headers["cookie"] == "c=d")
        #expect(request.body == Array("{}".utf8))
        #expect(request.remoteAddress == "127.0.0.1")
    }

    @Test func headHasTheLengthAndNoBody() async throws {
        try await withServer(respond: { _ in .text(.ok, "12345") }) { server in
            let client = try RawConnection(port: server.port)
            try await client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try await client.response(toHead: true)
            #expect(head.header("Content-Length") == "5")
            #expect(try await client.response().text == "12345")
        }
    }

    @Test func jsonHasItsType() async throws {
        let respond: HTTPServer.Respond = { request in
            var writer = JSONWriter()
            writer.beginArray()
            writer.int(1)
            writer.endArray()
            return request.path == "/plain"
                ? .json(.created, writer.finish()) : .json(.ok, writer.finish(), headers: ["Content-Type": "a/b"])
        }
        try await withServer(respond: respond) { server in
            let client = try RawConnection(port: server.port)
            let plain = try await client.exchange("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect((plain.status, plain.text) == (201, "[1]"))
            #expect(plain.headers.filter { $0.name == "Content-Type" }.map(\.value) == ["application/json"])
            let typed = try await client.exchange("GET /typed HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(typed.headers.filter { $0.name == "Content-Type" }.map(\.value) == ["a/b"])
        }
    }

    @Test func aLargeAnswerArrivesWhole() async throws {
        let large = patternedBytes(3_000_000)
        try await withServer(respond: { _ in .bytes(.ok, large, type: "a/b") }) { server in
            let client = try RawConnection(port: server.port, receiveBuffer: 4096)
            #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").body == large)
        }
    }

    @Test func waitsForABodyThatAsksFirst() async throws {
        try await withServer(limits: { _ in RouteLimits(body: 10) }, respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            let head = "POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
            try await client.send(head + "3\r\n\r\n")
            #expect(try await client.response().status == 100)
            try await client.send("abc")
            #expect(try await client.response().text == "POST /a abc")
            #expect(try await client.exchange(head + "11\r\n\r\n").status == 413)
        }
    }

    @Test func anHTTP10ClientGetsOneAnswer() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            try await client.send("GET /a HTTP/1.0\r\n\r\n")
            #expect(try await client.untilClosed().hasSuffix("GET /a "))
        }
    }

    @Test func aClientThatAsksForItIsClosed() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            try await client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(try await client.untilClosed().hasSuffix("GET /a "))
        }
    }

    @Test func aRefusedUploadGetsItsAnswerInTheMiddleOfIt() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            try await client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n")
            async let upload: Void = client.send([UInt8](repeating: 120, count: 5_000_000))
            let response = try await client.response()
            #expect(response.status == 413)
            client.close()
            try await upload
        }
    }

    @Test func anEndlessBodyIsCut() async throws {
        try await withServer(limits: { _ in RouteLimits(body: 1000) }, respond: HTTPServer.echo) { server in
            let client = try RawConnection(port: server.port)
            try await client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 120, count: 1 << 20) + [13, 10]
            for _ in 0..<17 where !client.isClosed { try await client.send(chunk) }
            #expect(try await client.untilClosed() == "")
        }
    }
}
