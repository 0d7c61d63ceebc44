#if canImport(Testing)
    import HTTP
    import Reactor
    import ServiceKit
    import Testing

    @LoopActor @Suite struct AppTokenMiddlewareTests {
        private func status(_ token: String?, given: String?) async throws -> Int {
            let router = Router<PlainContext>()
            router.group("", AppTokenMiddleware<PlainContext>(token)).post("/cron") { _, _ in .empty(.ok) }
            var headers = HTTPHeaders()
            headers["dapr-api-token"] = given
            return await router.respond(to: try HTTPRequest(.post, "/cron", headers: headers)).status.code
        }

        @Test(
            arguments: [
                ("secret", "secret", 200), ("secret", "secreT", 401), ("secret", "secret1", 401), ("secret", "", 401),
                ("secret", nil, 401), ("", nil, 200), (nil, "anything", 200),
            ] as [(String?, String?, Int)])
        func onlyTheExactTokenIsLetIn(token: String?, given: String?, expected: Int) async throws {
            #expect(try await status(token, given: given) == expected)
        }
    }
#endif
