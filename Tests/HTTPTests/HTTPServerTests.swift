import HTTP
import Reactor
import TestSupport
import Testing

@LoopActor @Suite struct HTTPServerTests {
    @Test func answersOverOneConnectionAgainAndAgain() async throws {
        try await withServer(respond: { .text(.ok, "\($0.method) \($0.path)") }) { server in
            let client = try RawConnection(port: server.port)
            for path in ["/a", "/b/c", "/d?x=1"] {
                let response = try await client.exchange("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(response.status == 200)
                #expect(response.text == "GET \(path.prefix { $0 != "?" })")
            }
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
}
