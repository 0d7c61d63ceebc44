import HTTPClient
import Reactor
import TestSupport
import Testing

@LoopActor @Suite struct HTTPClientTests {
    private func client(window: Int = 16) -> HTTPClient { HTTPClient(window: window) }

    private func failure(_ body: @LoopActor () async throws(HTTPClientError) -> HTTPClientResponse) async
        -> HTTPClientError?
    {
        do {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test func anAnswerHasStatusHeadersAndBody() async throws {
        let server = ScriptedServer { _ in .status(201, headers: ["X-One": " a "], body: "hello") }
        defer { server.stop() }
        let answer = try await client().send(
            HTTPClientRequest(
                method: "POST", url: server.url + "/a%2Fb?q=1", headers: ["Content-Type": "application/json"],
                body: Array("{}".utf8)))
        #expect(answer.status == 201)
        #expect(answer.headers["x-one"] == "a")
        #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/a%2Fb?q=1")
        #expect(request.text == "{}")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["expect"] == nil)
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE"])
    func everyMethodGoesWithAndWithoutABody(method: String) async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        let client = client(window: 1)
        for body in ["", "x", ""] where method != "HEAD" || body.isEmpty {
            _ = try await client.send(HTTPClientRequest(method: method, url: server.url, body: Array(body.utf8)))
            let request = try #require(server.requests.last)
            #expect(request.method == method)
            #expect(request.text == body)
            #expect(request.headers["content-type"] == nil)
            if ["POST", "PUT", "PATCH"].contains(method) {
                #expect(request.headers["content-length"] == "\(body.utf8.count)")
            }
        }
        #expect(server.acceptedConnections == 1)
    }

    @Test func aLargeBodyGoesWithoutWaitingForAnInterimAnswer() async throws {
        let server = ScriptedServer { .status(200, body: "\($0.body.count)") }
        defer { server.stop() }
        let answer = try await client().send(
            HTTPClientRequest(method: "POST", url: server.url, body: [UInt8](repeating: 0x61, count: 2 << 20)))
        #expect(String(decoding: answer.body, as: UTF8.self) == "\(2 << 20)")
    }

    @Test func redirectsAreAnswers() async throws {
        let server = ScriptedServer { _ in .status(302, headers: ["Location": "/elsewhere"]) }
        defer { server.stop() }
        #expect(try await client().send(HTTPClientRequest(url: server.url)).status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func headersOfOneRequestDoNotReachTheNext() async throws {
        let server = ScriptedServer { _ in .status(200) }
        defer { server.stop() }
        let client = client(window: 1)
        _ = try await client.send(HTTPClientRequest(url: server.url, headers: ["X-Secret": "1", "X-Empty": ""]))
        _ = try await client.send(HTTPClientRequest(url: server.url))
        #expect(server.requests[0].headers["x-secret"] == "1")
        #expect(server.requests[0].headers["x-empty"] == "")
        #expect(server.requests[1].headers["x-secret"] == nil)
    }

    @Test func anInterimAnswersHeadersAreNotTheAnswers() async throws {
        let server = ScriptedServer { _ in
            .raw(
                "HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Late: 1\r\n\r\n",
                thenClose: false)
        }
        defer { server.stop() }
        let answer = try await client().send(HTTPClientRequest(url: server.url))
        #expect(answer.status == 200)
        #expect(answer.headers["X-Early"] == nil)
        #expect(answer.headers["X-Late"] == "1")
    }

    @Test(arguments: [
        HTTPClientRequest(url: "http://127.0.0.1/", headers: ["X": "a\r\nY: b"]),
        HTTPClientRequest(url: "http://127.0.0.1/", headers: ["X": "a\nb"]),
        HTTPClientRequest(url: "http://127.0.0.1/", headers: ["X": "a\0b"]),
        HTTPClientRequest(url: "http://127.0.0.1/", headers: ["X Y": "a"]),
        HTTPClientRequest(url: "http://127.0.0.1/", headers: ["": "a"]),
        HTTPClientRequest(method: "GET / HTTP/1.1\r\nX:", url: "http://127.0.0.1/"),
        HTTPClientRequest(url: "http://127.0.0.1/ HTTP/1.1\r\nX: y"),
        HTTPClientRequest(url: "file:///etc/passwd"),
        HTTPClientRequest(url: "ftp://127.0.0.1/"),
        HTTPClientRequest(url: "http://user:secret@127.0.0.1/"),
        HTTPClientRequest(url: "http://"),
    ])
    func whatCannotBeSentIsRefused(request: HTTPClientRequest) async throws {
        let error = await failure { () throws(HTTPClientError) in try await client().send(request) }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func aRefusedConnectionWasNotSent() async throws {
        let server = ScriptedServer { _ in .close }
        server.stop()
        let error = await failure { () throws(HTTPClientError) in
            try await client().send(HTTPClientRequest(url: server.url))
        }
        #expect(error?.kind == .connectionRefused)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func anUnknownNameWasNotSent() async throws {
        let error = await failure { () throws(HTTPClientError) in
            try await client().send(HTTPClientRequest(url: "http://no-such-host.invalid/"))
        }
        #expect(error?.kind == .nameNotResolved)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test(arguments: [
        (ScriptedServer.Answer.close, HTTPClientError.Kind.connectionClosed),
        (.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", thenClose: true), .connectionClosed),
        (.reset, .connectionLost),
    ])
    func aBrokenAnswerLeavesTheOutcomeUnknown(answer: ScriptedServer.Answer, kind: HTTPClientError.Kind) async throws {
        let server = ScriptedServer { _ in answer }
        defer { server.stop() }
        let error = await failure { () throws(HTTPClientError) in
            try await client().send(HTTPClientRequest(url: server.url))
        }
        #expect(error?.kind == kind)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test func aSilentServerEndsAtTheDeadline() async throws {
        let server = ScriptedServer { _ in .silence }
        defer { server.stop() }
        let error = await failure { () throws(HTTPClientError) in
            try await client().send(HTTPClientRequest(url: server.url, timeout: .seconds(2)))
        }
        #expect(error?.kind == .timeout)
        #expect(error?.mayHaveBeenSent == true)
    }

    @Test func whatNeverLeftTheQueueWasNotSent() async throws {
        let server = ScriptedServer { _ in .silence }
        defer { server.stop() }
        let client = client(window: 1)
        async let first = failure { () throws(HTTPClientError) in
            try await client.send(HTTPClientRequest(url: server.url, timeout: .seconds(60)))
        }
        await server.received(1)
        let second = await failure { () throws(HTTPClientError) in
            try await client.send(HTTPClientRequest(url: server.url, timeout: .milliseconds(30)))
        }
        #expect(second?.kind == .timeout)
        #expect(second?.mayHaveBeenSent == false)
        client.shutdown()
        #expect(await first?.kind == .shutDown)
        #expect(
            await failure { () throws(HTTPClientError) in try await client.send(HTTPClientRequest(url: server.url)) }?
                .kind == .shutDown)
    }

    @Test func aBodyOverItsLimitIsGivenUp() async throws {
        let server = ScriptedServer { _ in .status(200, body: String(repeating: "a", count: 2_000)) }
        defer { server.stop() }
        let client = client(window: 1)
        let error = await failure { () throws(HTTPClientError) in
            try await client.send(HTTPClientRequest(url: server.url, maxResponseBytes: 1_999))
        }
        #expect(error?.kind == .responseTooLarge)
        #expect(try await client.send(HTTPClientRequest(url: server.url, maxResponseBytes: 2_000)).body.count == 2_000)
    }

    @Test func aCancelledTaskCancelsItsRequest() async throws {
        let server = ScriptedServer { $0.target == "/hangs" ? .silence : .status(200) }
        defer { server.stop() }
        let client = client(window: 1)
        let running = Task {
            await failure { () throws(HTTPClientError) in
                try await client.send(HTTPClientRequest(url: server.url + "/hangs"))
            }
        }
        await server.received(1)
        let queued = Task {
            await failure { () throws(HTTPClientError) in
                try await client.send(HTTPClientRequest(url: server.url + "/hangs"))
            }
        }
        let next = Task { try await client.send(HTTPClientRequest(url: server.url + "/answers")) }
        await LoopTurn.settle()
        queued.cancel()
        #expect(await queued.value == HTTPClientError(.cancelled, mayHaveBeenSent: false, message: "cancelled"))
        running.cancel()
        #expect(await running.value == HTTPClientError(.cancelled, mayHaveBeenSent: true, message: "cancelled"))
        #expect(try await next.value.status == 200)  // the place in the window is free again
        #expect(server.requests.map(\.target) == ["/hangs", "/answers"])
    }

    @Test func aTaskCancelledBeforehandSendsNothing() async throws {
        let server = ScriptedServer { _ in .status(200) }
        defer { server.stop() }
        let client = client()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { () throws(HTTPClientError) in
                try await client.send(HTTPClientRequest(url: server.url))
            }
        }
        #expect(await task.value?.kind == .cancelled)
        #expect(server.requests.isEmpty)
    }

    @Test func neverMoreConnectionsThanTheWindow() async throws {
        let gate = ScriptedServer.Gate()
        let server = ScriptedServer { _ in .held(gate, then: [.status(200)]) }
        defer { server.stop() }
        let client = client(window: 4)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask { try await client.send(HTTPClientRequest(url: server.url)).status }
            }
            await server.received(4)
            #expect(server.requests.count == 4)
            gate.open()
            for try await status in group { #expect(status == 200) }
        }
        #expect(server.requests.count == 50)
        #expect(server.acceptedConnections == 4)
    }

    @Test func aConnectionClosedWhileIdleIsOpenedAgain() async throws {
        let server = ScriptedServer { request in
            request.target == "/last"
                ? .raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", thenClose: true) : .status(200)
        }
        defer { server.stop() }
        let client = client(window: 1)
        #expect(try await client.send(HTTPClientRequest(url: server.url + "/last")).status == 200)
        #expect(try await client.send(HTTPClientRequest(method: "POST", url: server.url, body: [1])).status == 200)
        #expect(server.acceptedConnections == 2)
    }
}

/// Lets tasks that were just made run to their first wait.
@LoopActor enum LoopTurn {
    static func settle() async {
        for _ in 0..<20 { await Task.yield() }
    }
}
