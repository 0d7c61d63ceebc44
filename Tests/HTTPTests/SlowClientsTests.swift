import HTTP
import Reactor
import TestSupport
import Testing

@LoopActor @Suite struct SlowClientsTests {
    // Long enough for a busy loop: all tests run on one, at once.
    private var short: HTTPServerConfig {
        HTTPServerConfig(
            headerTimeout: .milliseconds(500), idleTimeout: .milliseconds(700), writeTimeout: .milliseconds(500))
    }
    /// For tests whose first request must pass, however busy the loop is.
    private var patient: HTTPServerConfig {
        var configuration = short
        configuration.headerTimeout = .seconds(60)
        return configuration
    }
    private let limits = RouteLimits(bodyTimeout: .milliseconds(500))

    /// Sends a byte every few milliseconds until the server has had enough.
    private func drip(_ start: String, _ more: String, _ configuration: HTTPServerConfig) async throws -> String {
        try await withServer(configuration, limits: { _ in limits }, respond: { _ in .text(.ok, "done") }) { server in
            let client = try RawConnection(port: server.port)
            try await client.send(start)
            async let answer = client.untilClosed()
            while !client.isClosed {
                try await client.send(more)
                try await LoopClock().sleep(for: .milliseconds(20))
            }
            return try await answer
        }
    }

    @Test func whoSendsNothingIsCut() async throws {
        #expect(try await drip("", "", short) == "")
    }

    @Test func whoDripsTheRequestLineIsCut() async throws {
        #expect(try await drip("GET /", "a", short) == "")
    }

    @Test func whoDripsHeadersIsCut() async throws {
        #expect(try await drip("GET / HTTP/1.1\r\nHost: x\r\nX-A: ", "a", short) == "")
    }

    @Test func whoDripsABodyIsCut() async throws {
        let head = "POST / HTTP/1.1\r\nHost: x\r\n"
        #expect(try await drip(head + "Content-Length: 100000\r\n\r\n", "a", short) == "")
        #expect(try await drip(head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", short) == "")
    }

    @Test func whoIsQuietAfterAnAnswerIsClosed() async throws {
        #expect(try await drip("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", patient).hasSuffix("done"))
    }

    @Test func whoDripsASecondRequestLineIsClosed() async throws {
        let answer = try await drip("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /", "a", patient)
        #expect(answer.hasSuffix("done"))
        #expect(answer.split(separator: "HTTP/1.1 ").count == 1)
    }

    @Test func whoDoesNotReadTheAnswerIsCut() async throws {
        // The client takes nothing but what its buffer holds; 16 MiB at 32 KiB/s are allowed minutes, so this one is
        // cut by the library, after its time without progress.
        var slow = short
        slow.idleTimeout = .milliseconds(1)
        let large = [UInt8](repeating: 120, count: 16 << 20)
        try await withServer(slow, respond: { _ in .bytes(.ok, large, type: "a/b") }) { server in
            let client = try RawConnection(port: server.port, receiveBuffer: 4096)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            while server.connectionCount == 0 { await Task.yield() }
            while server.connectionCount > 0 { try await LoopClock().sleep(for: .milliseconds(5)) }
            let received = try await client.untilClosed()
            #expect(received.utf8.count < large.count)
        }
    }

    @Test func whoReadsAnAnswerTooSlowlyIsCut() async throws {
        var fast = short
        fast.writeRate = 1 << 30
        let large = [UInt8](repeating: 120, count: 16 << 20)
        try await withServer(fast, respond: { _ in .bytes(.ok, large, type: "a/b") }) { server in
            let client = try RawConnection(port: server.port, receiveBuffer: 4096)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            // It always gets on, only not fast enough.
            var received = 0
            while try await client.receive() {
                received += try await client.take(client.buffer.count).count
                try await LoopClock().sleep(for: .milliseconds(2))
            }
            #expect(received < large.count)
        }
    }

    @Test func aHandlerMayTakeLongerThanAClient() async throws {
        let respond: HTTPServer.Respond = { _ in
            try? await LoopClock().sleep(for: .milliseconds(1500))
            return .text(.ok, "at last")
        }
        try await withServer(patient, limits: { _ in limits }, respond: respond) { server in
            let client = try RawConnection(port: server.port)
            let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
            #expect(try await client.exchange(request).text == "at last")
        }
    }

    @Test func whoGetsOnIsLeftAlone() async throws {
        let two = HTTPServerConfig(headerTimeout: .seconds(2), idleTimeout: .seconds(2), writeTimeout: .seconds(2))
        try await withServer(two, respond: { .text(.ok, $0.path) }) { server in
            let client = try RawConnection(port: server.port)
            let end = LoopClock.Instant.now.advanced(by: .milliseconds(2500))
            while LoopClock.Instant.now < end {
                #expect(try await client.exchange("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").text == "/a")
                try await LoopClock().sleep(for: .milliseconds(10))
            }
        }
    }
}
