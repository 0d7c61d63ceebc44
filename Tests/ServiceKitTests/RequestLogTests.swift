#if canImport(Testing)
    import HTTP
    import JSON
    import Observability
    import Reactor
    import TestSupport
    import Testing

    @testable import ServiceKit

    @LoopActor @Suite struct RequestLogTests {
        private let log = LogRecorder()
        private let metrics = Metrics()

        private func router(_ handler: @escaping Handler<AppContext> = { _, _ in .empty(.noContent) })
            -> Router<AppContext>
        {
            let router = Router(log.logger(), metrics)
            router.intercept(SecurityHeaders())
            router.get("/api/tasks/{id}", handler)
            return router
        }

        @Test func oneLineAndOneCountPerRequestByRoute() async throws {
            let router = router()
            for id in ["1", "2"] { _ = await router.respond(to: try HTTPRequest(.get, "/api/tasks/\(id)")) }
            _ = await router.respond(to: try HTTPRequest(.get, "/nowhere"))
            #expect(log.messages == ["Request", "Request", "Request"])
            let first = try #require(log.records.first)
            #expect(first.fields["route"] == "/api/tasks/{id}")
            #expect(first.fields["status"] == 204)
            #expect(first.fields["method"] == "GET")
            let text = String(decoding: metrics.text(), as: UTF8.self)
            #expect(text.contains(#"http_requests_total{method="GET",route="/api/tasks/{id}",status="204"} 2"#))
            #expect(text.contains(#"http_requests_total{method="GET",route="none",status="404"} 1"#))
            #expect(text.contains(#"http_request_seconds_count{method="GET",route="/api/tasks/{id}"} 2"#))
        }

        @Test func madeUpMethodsAreOneSeries() async throws {
            let router = router()
            for name in ["BREW", "STEEP"] {
                _ = await router.respond(to: try HTTPRequest(HTTPMethod(rawValue: name), "/api/tasks/1"))
            }
            let text = String(decoding: metrics.text(), as: UTF8.self)
            #expect(text.contains(#"{method="other",route="/api/tasks/{id}",status="405"} 2"#))
        }

        @Test(arguments: ["r-1", "0197c0de-0000-7000-8000-000000000001", "a.b:c_d", String(repeating: "x", count: 128)])
        func aSaneRequestIDIsKept(id: String) async throws {
            let response = await router().respond(
                to: try HTTPRequest(.get, "/api/tasks/1", headers: ["X-Request-Id": id]))
            #expect(response.headers["X-Request-Id"] == id)
            #expect(log["Request"]?.fields["request_id"] == .string(id))
        }

        @Test(arguments: ["", "a b", "a\r\nb", "ü", "<script>", String(repeating: "x", count: 129)])
        func anOddRequestIDIsReplaced(id: String) async throws {
            let response = await router().respond(
                to: try HTTPRequest(.get, "/api/tasks/1", headers: ["X-Request-Id": id]))
            let made = try #require(response.headers["X-Request-Id"])
            #expect(made.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        }

        @Test func madeRequestIDsDiffer() {
            #expect(Set((0..<10_000).map { _ in RequestID.make() }).count == 10_000)
        }

        @Test func theCallersTraceGoesOnAndAnEmptyOneIsReplaced() async throws {
            var seen: [TraceContext] = []
            let router = router { _, context in
                seen.append(context.traceContext)
                return .empty(.noContent)
            }
            let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            let empty = "00-00000000000000000000000000000000-0000000000000000-00"
            for header in [given, empty] {
                _ = await router.respond(to: try HTTPRequest(.get, "/api/tasks/1", headers: ["traceparent": header]))
            }
            #expect(seen.first?.traceparent == given)
            #expect(seen.last?.traceparent != empty)
            #expect(seen.last?.traceID.count == 32)
            #expect(log.records.first?.fields["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        }

        @Test func answersToSomebodyKnownAreNotStored() async throws {
            let router = router { request, _ in
                request.query["cached"] == nil
                    ? .empty(.noContent) : HTTPResponse(.ok, headers: ["Cache-Control": "private"])
            }
            let plain = await router.respond(to: try HTTPRequest(.get, "/api/tasks/1"))
            #expect(plain.headers["X-Content-Type-Options"] == "nosniff")
            #expect(plain.headers["Cache-Control"] == nil)
            let known: HTTPHeaders = ["Authorization": "Bearer x"]
            let answer = await router.respond(to: try HTTPRequest(.get, "/api/tasks/1", headers: known))
            #expect(answer.headers["Cache-Control"] == "no-store")
            let refused = await router.respond(to: try HTTPRequest(.get, "/nowhere", headers: known))
            #expect(refused.headers["Cache-Control"] == "no-store")
            let cached = await router.respond(to: try HTTPRequest(.get, "/api/tasks/1?cached", headers: known))
            #expect(cached.headers.values("Cache-Control") == ["private"])
        }

        @Test func aThrownProblemIsLoggedAndCarriesTheRequestsID() async throws {
            let router = Router(log.logger(), metrics)
            router.get("/x") { _, _ in throw Problem(.conflict, "clash", "A clash.") }
            let response = await router.respond(to: try HTTPRequest(.get, "/x", headers: ["X-Request-Id": "r"]))
            #expect(try response.object()["request_id"] == "r")
            #expect(log["Request"]?.fields["status"] == 409)
        }
    }
#endif
