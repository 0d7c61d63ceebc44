#if canImport(Testing)
    import HTTP
    import Observability
    import Reactor
    import TestSupport
    import Testing
    import TodoCore

    @testable import ServiceKit

    @LoopActor @Suite struct SidecarListenerTests {
        private let log = LogRecorder()

        private func status(_ method: HTTPMethod, _ path: String, token: String? = "secret") async throws -> Int {
            let context = CommandContext(program: "demo", logger: log.logger(level: .info), zones: try ZoneFiles.read())
            let health = HealthRoutes(checks: [], lifecycle: context.lifecycle, metrics: context.metrics)
            let router = context.sidecarRouter(token: "secret", health) { router in
                router.post("/cron") { _, _ in .empty(.ok) }
                router.post("/missing") { _, _ in throw Problem.notFound }
            }
            var headers = HTTPHeaders()
            headers["dapr-api-token"] = token
            return await router.respond(to: try HTTPRequest(method, path, headers: headers)).status.code
        }

        @Test func itsRoutesWantTheTokenAndTheHealthCheckDoesNot() async throws {
            #expect(try await status(.post, "/cron") == 200)
            #expect(try await status(.post, "/cron", token: nil) == 401)
            #expect(try await status(.post, "/unknown", token: "guess") == 401)
            #expect(try await status(.get, "/healthz", token: nil) == 200)
        }

        @Test func nothingIsAnswered404() async throws {
            #expect(try await status(.post, "/unknown") == 503)
            #expect(try await status(.get, "/cron") == 503)
            #expect(try await status(.post, "/missing") == 503)
        }

        @Test func theHealthCheckDoesNotFillTheLog() async throws {
            _ = try await status(.get, "/healthz", token: nil)
            _ = try await status(.post, "/cron")
            #expect(log.records.map { $0.fields["route"] } == ["/cron"])
        }
    }
#endif
