import Reactor
import TestSupport
import Testing

@testable import HTTP

@LoopActor @Suite struct ResponseStreamTests {
    /// A server whose every answer is the stream, and a client that has read the head of it.
    private func withStream(
        _ stream: ResponseStream, receiveBuffer: Int32? = nil, _ request: String = "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        _ body: @LoopActor (RawConnection, HTTPServer) async throws -> Void
    ) async throws {
        try await withServer(respond: { _ in .stream(stream) }) { server in
            let client = try RawConnection(port: server.port, receiveBuffer: receiveBuffer)
            try await client.send(request)
            #expect(try await client.takeHead().contains("text/event-stream"))
            try await body(client, server)
        }
    }

    private func until(_ condition: () -> Bool) async throws {
        while !condition() { try await LoopClock().sleep(for: .milliseconds(1)) }
    }

    @Test func sendsAsItComesAndEnds() async throws {
        let stream = ResponseStream()
        stream.send("early")
        try await withStream(stream) { client, server in
            #expect(String(decoding: try await client.chunk(), as: UTF8.self) == "early")
            for number in 0..<100 {
                try await until { server.connections.values.first?.isSuspended == true }
                #expect(stream.send("data: \(number)\n\n"))
                #expect(String(decoding: try await client.chunk(), as: UTF8.self) == "data: \(number)\n\n")
            }
            stream.send("last")
            stream.finish()
            #expect(!stream.send("too late"))
            #expect(String(decoding: try await client.chunk(), as: UTF8.self) == "last")
            #expect(try await client.chunk().isEmpty)
            // The connection goes on.
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.takeHead().contains("200 OK"))
        }
    }

    @Test func aClientThatLeavesIsNoticedThoughTheStreamIsSilent() async throws {
        var closed = 0
        let stream = ResponseStream { closed += 1 }
        try await withStream(stream) { client, server in
            try await until { server.connections.values.first?.isSuspended == true }
            client.close()
            try await until { stream.isClosed }
            #expect(!stream.send("nobody"))
            try await until { server.connectionCount == 0 }
        }
        #expect(closed == 1)
    }

    @Test func aClientThatResetsIsNoticedInTheMiddleOfSending() async throws {
        let stream = ResponseStream(limit: 64 << 20)
        try await withStream(stream, receiveBuffer: 4096) { client, server in
            stream.send([UInt8](repeating: 120, count: 32 << 20))
            _ = try await client.take(10_000)
            client.reset()
            try await until { stream.isClosed }
            try await until { server.connectionCount == 0 }
        }
    }

    @Test func aClientThatDoesNotReadEndsTheStream() async throws {
        let stream = ResponseStream(limit: 1 << 20)
        try await withStream(stream, receiveBuffer: 4096) { client, server in
            while stream.send([UInt8](repeating: 120, count: 100_000)) { await Task.yield() }
            #expect(stream.isClosed)
            while try await client.receive() {}
            try await until { server.connectionCount == 0 }
        }
    }

    @Test func aLargePieceArrivesWhole() async throws {
        let stream = ResponseStream(limit: 8 << 20)
        let large = patternedBytes(1_000_000)
        stream.send(Array(large[..<400_000]))
        stream.send(Array(large[400_000...]))
        stream.finish()
        try await withStream(stream) { client, _ in
            var body: [UInt8] = []
            while case let piece = try await client.chunk(), !piece.isEmpty { body += piece }
            #expect(body == large)
        }
    }

    @Test func anHTTP10ClientReadsUntilTheEnd() async throws {
        let stream = ResponseStream()
        stream.send("all of it")
        stream.finish()
        try await withStream(stream, "GET / HTTP/1.0\r\n\r\n") { client, _ in
            let all = try await client.untilClosed()
            #expect(all == "all of it")
        }
    }

    @Test func headClosesTheStream() async throws {
        let stream = ResponseStream()
        try await withStream(stream, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n") { client, _ in
            try await until { stream.isClosed }
            try await client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            let second = try await client.takeHead()
            #expect(second.contains("200 OK"), "\(second)")
        }
    }

    @Test func theEndOfTheServerIsTheEndOfTheStream() async throws {
        var closed = 0
        let stream = ResponseStream { closed += 1 }
        try await withStream(stream) { client, server in
            stream.send("before")
            let before = try await client.chunk()
            #expect(String(decoding: before, as: UTF8.self) == "before")
            await server.drain(within: .seconds(5))
            #expect(try await client.chunk().isEmpty)
            #expect(try await client.untilClosed() == "")
        }
        #expect(closed == 1)
    }

    @Test func aHundredSilentStreamsDisturbNobody() async throws {
        var streams: [ResponseStream] = []
        let respond: HTTPServer.Respond = { request in
            guard request.path == "/stream" else { return .text(.ok, request.path) }
            streams.append(ResponseStream())
            return .stream(streams[streams.count - 1])
        }
        try await withServer(respond: respond) { server in
            let listeners = try (0..<100).map { _ in try RawConnection(port: server.port) }
            for listener in listeners {
                try await listener.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await listener.takeHead()
            }
            let client = try RawConnection(port: server.port)
            for number in 0..<100 {
                let response = try await client.exchange("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(response.text == "/\(number)")
            }
            for stream in streams { stream.send("hello") }
            for listener in listeners {
                #expect(String(decoding: try await listener.chunk(), as: UTF8.self) == "hello")
            }
        }
    }

    @Test func withoutASocketEverythingWaits() {
        var closed = 0
        let stream = ResponseStream(limit: 10) { closed += 1 }
        #expect(stream.send("12345"))
        #expect(stream.send("67890"))
        #expect(stream.waiting == Array("1234567890".utf8))
        #expect(!stream.send("1"))
        #expect(stream.isClosed)
        #expect(closed == 1)
    }
}
