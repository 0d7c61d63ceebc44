import Observability
import Reactor
import TestSupport
import Testing

@testable import HTTP

/// Where a server listens, what it counts, and what may be set from outside.
@LoopActor @Suite struct ListeningTests {
    @Test func aPortInUseIsASentence() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            let second = HTTPServer(
                HTTPServerConfig(port: server.port), name: "second", logger: Logger("http", level: .error),
                metrics: Metrics(), respond: HTTPServer.echo)
            let error = #expect(throws: HTTPServerError.self) { try second.start() }
            #expect(error?.description == "Cannot listen on 127.0.0.1 port \(server.port): Address already in use.")
            await second.drain(within: .zero)
        }
        let nowhere = HTTPServer(
            HTTPServerConfig(host: "nowhere"), name: "x", logger: Logger("http"), metrics: Metrics(),
            respond: HTTPServer.echo)
        #expect(throws: HTTPServerError.self) { try nowhere.start() }
    }

    @Test func severalServersMayShareAPort() async throws {
        let configuration = HTTPServerConfig(reusePort: true)
        try await withServer(configuration, respond: HTTPServer.echo) { first in
            var shared = configuration
            shared.port = first.port
            try await withServer(shared, respond: HTTPServer.echo) { #expect($0.port == first.port) }
        }
    }

    @Test func listensOnIPv6() async throws {
        try await withServer(HTTPServerConfig(host: "::1"), respond: HTTPServer.echo) { #expect($0.port > 0) }
    }

    @Test func countsConnectionsAndRefusals() async throws {
        let metrics = Metrics()
        let server = HTTPServer(
            HTTPServerConfig(), name: "api", logger: Logger("http", level: .error), metrics: metrics,
            respond: HTTPServer.echo)
        try server.start()
        let client = try RawConnection(port: server.port)
        _ = try await client.exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let during = String(decoding: metrics.text(), as: UTF8.self)
        #expect(during.contains(#"http_connections{listener="api"} 1"#))
        _ = try await client.exchange("get / HTTP/1.1\r\nHost: x\r\n\r\n")
        await server.drain(within: .seconds(1))
        let after = String(decoding: metrics.text(), as: UTF8.self)
        #expect(after.contains(#"http_connections{listener="api"} 0"#))
        #expect(after.contains(#"http_requests_refused_total{listener="api",code="malformed-request"} 1"#))
    }

    @Test func aRefusalMayBeGivenAnID() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            server.refusal = { problem, _ in problem.response(requestID: "r-1") }
            let response = try await RawConnection(port: server.port).exchange("get / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(response.text.contains(#""request_id":"r-1""#))
        }
    }

    @Test func aRefusalMayBeToldInTheLanguageOfTheClient() async throws {
        try await withServer(respond: HTTPServer.echo) { server in
            server.refusal = { problem, headers in
                var problem = problem
                problem.detail = headers["Accept-Language"] ?? "none"
                return problem.response()
            }
            for (field, detail) in [("Accept-Language: ur, en;q=0.1\r\n", "ur, en;q=0.1"), ("", "none")] {
                for head in [
                    "get / HTTP/1.1\r\nHost: x\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n",
                ] {
                    let response = try await RawConnection(port: server.port).exchange("\(head)\(field)\r\n")
                    #expect(response.text.contains(#""detail":"\#(detail)""#))
                }
            }
        }
    }

    @Test func aRoutersLimitsReachTheSocket() async throws {
        let router = Router<PlainContext>()
        router.post("/small", limits: RouteLimits(body: 2)) { request, _ in .bytes(.ok, request.body, type: "a/b") }
        let server = HTTPServer(
            HTTPServerConfig(), name: "x", logger: Logger("http", level: .error), metrics: Metrics(), router: router)
        try server.start()
        let client = try RawConnection(port: server.port)
        let head = "POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: "
        #expect(try await client.exchange(head + "2\r\n\r\nab").text == "ab")
        #expect(try await client.exchange("GET /small HTTP/1.1\r\nHost: x\r\n\r\n").status == 405)
        #expect(try await client.exchange(head + "3\r\n\r\n").status == 413)
        await server.drain(within: .seconds(1))
    }
}
