import Observability
import Reactor
import TestSupport
import Testing

@testable import HTTP

@LoopActor @Suite struct DrainTests {
    private func server(_ respond: @escaping HTTPServer.Respond) throws -> HTTPServer {
        let server = HTTPServer(
            HTTPServerConfig(), name: "test", logger: Logger("http", level: .error), metrics: Metrics(),
            respond: respond)
        try server.start()
        return server
    }

    private let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func anIdleConnectionIsClosedAndNobodyIsLetIn() async throws {
        let server = try server { _ in .text(.ok, "done") }
        let client = try RawConnection(port: server.port)
        #expect(try await client.exchange(request).header("Connection") == nil)
        await server.drain(within: .seconds(10))
        #expect(try await client.untilClosed() == "")
        #expect(server.connectionCount == 0)
        let late = try RawConnection(port: server.port)
        #expect(try await late.untilClosed() == "")
    }

    @Test func aServerWithoutConnectionsStopsAndAgainIsNothing() async throws {
        let server = try server { _ in .text(.ok, "done") }
        await server.drain(within: .zero)
        await server.drain(within: .seconds(10))
        #expect(server.daemon == nil)
    }

    @Test func aRequestThatRunsIsAnsweredWithClose() async throws {
        let gate = Gate()
        let server = try server { _ in
            await gate.wait()
            return .text(.ok, "done")
        }
        let client = try RawConnection(port: server.port)
        try await client.send(request)
        try await gate.arrivals(1)
        async let drained: Void = server.drain(within: .seconds(10))
        while !server.isDraining { await Task.yield() }
        gate.open()
        let response = try await client.response()
        #expect(response.text == "done")
        #expect(response.header("Connection") == "close")
        #expect(try await client.untilClosed() == "")
        await drained
    }

    @Test func whatOutlastsTheLimitIsAnswered503AndCancelled() async throws {
        let gate = Gate()
        var outcomes: [Bool] = []
        let server = try server { _ in
            await gate.wait()
            outcomes.append(Task.isCancelled)
            return .text(.ok, "to nobody")
        }
        let clients = try (0..<20).map { _ in try RawConnection(port: server.port) }
        for client in clients { try await client.send(request) }
        try await gate.arrivals(20)
        await server.drain(within: .milliseconds(50))
        for client in clients {
            let answer = try await client.untilClosed()
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            #expect(answer.contains("Connection: close"))
            #expect(answer.contains(#""code":"shutting-down""#))
        }
        #expect(server.daemon == nil)
        // They end after the server and touch nothing of it.
        gate.open()
        while outcomes.count < 20 { await Task.yield() }
        #expect(outcomes.allSatisfy { $0 })
    }

    @Test func everyRequestThatWasSentIsAnswered() async throws {
        let server = try server { request in
            try? await LoopClock().sleep(for: .milliseconds(3))
            return .text(.ok, request.path)
        }
        let load = Load(port: server.port)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 { group.addTask { try await load.run(number) } }
            while load.answered < 500 { try await LoopClock().sleep(for: .milliseconds(1)) }
            await server.drain(within: .seconds(10))
            try await group.waitForAll()
        }
        #expect(load.answered >= 500)
        #expect(load.unanswered == 0)
        #expect(server.connectionCount == 0)
    }

    @Test func drainingFromInsideAHandlerIsFine() async throws {
        var server: HTTPServer?
        server = try self.server { _ in
            await server?.drain(within: .milliseconds(50))
            return .text(.ok, "to nobody")
        }
        let client = try RawConnection(port: try #require(server).port)
        try await client.send(request)
        #expect(try await client.untilClosed().hasPrefix("HTTP/1.1 503 "))
        while server?.daemon != nil { await Task.yield() }
    }

    @Test func whatArrivesInTheLastMomentIsAnswered503() async throws {
        // All of it is in the socket when the time is up, none of it read: a handler that waits would be suspended
        // when the library is stopped, and that aborts the process.
        let gate = Gate()
        let server = try server { _ in
            await gate.wait()
            return .text(.ok, "done")
        }
        let client = try RawConnection(port: server.port)
        try await client.send("GET / HTTP/1.1\r\n")
        while server.connections.values.first?.phase != .headers { await Task.yield() }
        server.isAbandoning = true
        try await client.send("Host: x\r\n\r\n")
        #expect(try await client.response().status == 503)
        await server.drain(within: .zero)
        gate.open()
    }

    @Test func aHalfSentRequestDoesNotHoldTheServer() async throws {
        let server = try server { _ in .text(.ok, "done") }
        let clients = try ["GET /", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"].map {
            (client: try RawConnection(port: server.port), text: $0)
        }
        for (client, text) in clients { try await client.send(text) }
        while server.connectionCount < 2 { await Task.yield() }
        await server.drain(within: .milliseconds(100))
        for (client, _) in clients { #expect(try await client.untilClosed() == "") }
        #expect(server.daemon == nil)
    }
}

/// Holds handlers until it opens.
@LoopActor private final class Gate {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false

    nonisolated init() {}

    func wait() async {
        await withCheckedContinuation { continuation in
            // Asked in here: a debug build may let others run between the call and this.
            if isOpen { continuation.resume() } else { waiting.append(continuation) }
        }
    }

    func arrivals(_ count: Int) async throws {
        while waiting.count < count { try await LoopClock().sleep(for: .milliseconds(1)) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// Clients that ask until the server says that it closes.
@LoopActor private final class Load {
    private let port: Int
    private(set) var answered = 0
    private(set) var unanswered = 0

    init(port: Int) { self.port = port }

    func run(_ number: Int) async throws {
        let client = try RawConnection(port: port)
        var round = 0
        while true {
            round += 1
            try await client.send("GET /\(number)/\(round) HTTP/1.1\r\nHost: x\r\n\r\n")
            guard try await client.receive() else {
                unanswered += 1
                return
            }
            let response = try await client.response()
            #expect(response.text == "/\(number)/\(round)")
            answered += 1
            if response.header("Connection") == "close" { return }
        }
    }
}
