import Reactor
import TestSupport
import Testing

@testable import HTTP

/// Many connections, too many of them, and those that end in the middle.
@LoopActor @Suite struct ConnectionTests {
    @Test func aThousandConnectionsAreAnsweredOverAndOver() async throws {
        let respond: HTTPServer.Respond = { request in
            if request.query["wait"] != nil { try? await LoopClock().sleep(for: .milliseconds(5)) }
            return .text(.ok, request.path)
        }
        try await withServer(respond: respond) { server in
            let clients = try (0..<1000).map { _ in try RawConnection(port: server.port) }
            for round in 0..<3 {
                for (number, client) in clients.enumerated() {
                    try await client.send(
                        "GET /\(round)/\(number)\(number % 2 == 0 ? "?wait" : "") HTTP/1.1\r\nHost: x\r\n\r\n")
                }
                for (number, client) in clients.enumerated() {
                    #expect(try await client.response().text == "/\(round)/\(number)")
                }
            }
            #expect(server.connectionCount == 1000)
        }
    }

    @Test func connectionsOverTheLimitWaitTheirTurn() async throws {
        try await withServer(HTTPServerConfig(maxConnections: 2), respond: HTTPServer.echo) { server in
            let (first, second) = (try RawConnection(port: server.port), try RawConnection(port: server.port))
            for client in [first, second] {
                #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
            }
            let third = try RawConnection(port: server.port)
            try await third.send("GET /third HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await first.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
            #expect(server.connectionCount == 2)
            #expect(third.buffer.isEmpty)
            first.close()
            #expect(try await third.response().text == "GET /third ")
        }
    }

    @Test func connectionsOfOneAddressMayBeLimited() async throws {
        try await withServer(HTTPServerConfig(connectionsPerAddress: 1), respond: HTTPServer.echo) { server in
            let first = try RawConnection(port: server.port)
            #expect(try await first.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
            #expect(try await RawConnection(port: server.port).untilClosed() == "")
        }
    }

    @Test func aHandlerIsCancelledWhenItsClientLeaves() async throws {
        let (cancelled, continuation) = AsyncStream<Bool>.makeStream()
        let respond: HTTPServer.Respond = { _ in
            do { try await LoopClock().sleep(for: .seconds(60)) } catch { continuation.yield(Task.isCancelled) }
            return .text(.ok, "to nobody")
        }
        try await withServer(respond: respond) { server in
            server.watchAfter = .milliseconds(10)
            let client = try RawConnection(port: server.port)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            while server.connections.values.first?.isSuspended != true { await Task.yield() }
            client.close()
            var iterator = cancelled.makeAsyncIterator()
            #expect(await iterator.next() == true)
            while server.connectionCount > 0 { await Task.yield() }
        }
    }

    @Test func aClientThatOnlyStopsSendingGetsItsAnswer() async throws {
        let respond: HTTPServer.Respond = { _ in
            try? await LoopClock().sleep(for: .milliseconds(30))
            return .text(.ok, "still there")
        }
        try await withServer(respond: respond) { server in
            server.watchAfter = .milliseconds(1)
            let client = try RawConnection(port: server.port)
            try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            client.finishSending()
            #expect(try await client.untilClosed().hasSuffix("still there"))
        }
    }

    @Test func aResetInEveryStateLeavesNothingBehind() async throws {
        let respond: HTTPServer.Respond = { _ in
            await Task.yield()
            return .bytes(.ok, [UInt8](repeating: 120, count: 1_000_000), type: "a/b")
        }
        try await withServer(respond: respond) { server in
            let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            for length in 0...request.utf8.count {
                let client = try RawConnection(port: server.port)
                try await client.send(String(request.prefix(length)))
                if length % 3 == 0 { await Task.yield() }
                client.reset()
            }
            while server.connectionCount > 0 { try await LoopClock().sleep(for: .milliseconds(1)) }
        }
    }
}
