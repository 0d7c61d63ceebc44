#if canImport(Testing)
    import FoundationEssentials
    import HTTP
    import JSON
    import Observability
    import Reactor
    import Testing

    @testable import ServiceKit

    @LoopActor @Suite struct RateLimitTests {
        private struct Authenticator: Middleware {
            func respond(
                to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
            ) async throws -> HTTPResponse {
                if let token = request.headers["Authorization"] {
                    guard let id = UUID(uuidString: token) else { throw Problem.invalidToken }
                    context.identity = Identity(userID: id)
                }
                return try await next(request, context)
            }
        }

        private func router(_ config: RateLimitConfig) -> Router<AppContext> {
            let router = Router<AppContext>()
            let metrics = Metrics()
            // Time stands still: nothing is given back while the test runs.
            let now = LoopClock.Instant(nanoseconds: 1_000_000_000)
            if let addresses = RateLimit(.addresses, config, metrics, now: { now }) { router.use(addresses) }
            router.use(Authenticator())
            if let users = RateLimit(.users, config, metrics, now: { now }) { router.use(users) }
            router.get("/") { _, _ in .empty(.noContent) }
            return router
        }

        private func status(
            _ router: Router<AppContext>, user: UUID? = nil, token: String? = nil, from address: String = "10.0.0.1"
        ) async throws -> HTTPResponse {
            var headers = HTTPHeaders()
            headers["Authorization"] = user?.uuidString ?? token
            return await router.respond(to: try HTTPRequest(.get, "/", headers: headers, remoteAddress: address))
        }

        @Test func aUserBeyondTheLimitGets429AndOthersDoNot() async throws {
            let router = router(RateLimitConfig(perUser: 3, perAddress: 100))
            let (ann, bob) = (UUID(), UUID())
            for left in [2, 1, 0] {
                let response = try await status(router, user: ann)
                #expect(response.status == .noContent)
                #expect(response.headers["RateLimit-Limit"] == "3")
                #expect(response.headers["RateLimit-Remaining"] == String(left))
            }
            let refused = try await status(router, user: ann)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers["Retry-After"] == "20")
            #expect(refused.headers["RateLimit-Remaining"] == "0")
            #expect(try refused.object()["code"] == "too-many-requests")
            #expect(try await status(router, user: bob).status == .noContent)
        }

        @Test func withoutATokenTheAddressCounts() async throws {
            let router = router(RateLimitConfig(perUser: 100, perAddress: 2))
            #expect(try await status(router).status == .noContent)
            #expect(try await status(router).status == .noContent)
            #expect(try await status(router).status == .tooManyRequests)
            #expect(try await status(router, from: "10.0.0.2").status == .noContent)
        }

        @Test func refusedTokensCountAgainstTheAddressAndValidOnesDoNot() async throws {
            let router = router(RateLimitConfig(perUser: 100, perAddress: 2))
            for _ in 0..<5 { #expect(try await status(router, user: UUID()).status == .noContent) }
            #expect(try await status(router, token: "guess 1").status == .unauthorized)
            #expect(try await status(router, token: "guess 2").status == .unauthorized)
            #expect(try await status(router, token: "guess 3").status == .tooManyRequests)
            #expect(try await status(router).status == .tooManyRequests)
            // Behind a proxy all have one address: a guesser does not shut out the others.
            #expect(try await status(router, user: UUID()).status == .noContent)
        }

        @Test(arguments: [(0, 1, false, false), (1, 0, false, true), (1, 1, true, true)])
        func aLimitThatIsOffIsNotThere(perUser: Int, perAddress: Int, addresses: Bool, users: Bool) {
            let config = RateLimitConfig(perUser: perUser, perAddress: perAddress)
            #expect((RateLimit(.addresses, config, Metrics()) != nil) == addresses)
            #expect((RateLimit(.users, config, Metrics()) != nil) == users)
        }

        @Test func zeroSwitchesEverythingOff() async throws {
            let router = router(RateLimitConfig(perUser: 0, perAddress: 1))
            let ann = UUID()
            for _ in 0..<10 {
                #expect(try await status(router).status == .noContent)
                let response = try await status(router, user: ann)
                #expect(response.status == .noContent)
                #expect(response.headers["RateLimit-Limit"] == nil)
            }
        }

        @Test(arguments: [
            (0, ["1.1.1.1"], "9.9.9.9"), (1, ["6.6.6.6, 1.1.1.1"], "1.1.1.1"), (1, ["6.6.6.6", "1.1.1.1"], "1.1.1.1"),
            (2, ["6.6.6.6, 1.1.1.1, 10.0.0.1"], "1.1.1.1"), (2, ["1.1.1.1"], "9.9.9.9"), (1, [], "9.9.9.9"),
        ])
        func onlyTrustedProxiesAreBelieved(proxies: Int, fields: [String], expected: String) throws {
            var headers = HTTPHeaders()
            for field in fields { headers.add("X-Forwarded-For", field) }
            let request = try HTTPRequest(.get, "/", headers: headers, remoteAddress: "9.9.9.9")
            #expect(ClientAddress.of(request, trustedProxies: proxies) == expected)
        }

        @Test func anIPv6ClientIsItsNetwork() throws {
            func key(_ address: String) throws -> String {
                ClientAddress.key(of: try HTTPRequest(.get, "/", remoteAddress: address), trustedProxies: 0)
            }
            #expect(try key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"))
            #expect(try key("2001:db8:1:2::1") != key("2001:db8:1:3::1"))
            #expect(try key("::ffff:1.2.3.4") != key("::ffff:1.2.3.5"))
            #expect(try key("nonsense:") == "nonsense:")
        }
    }
#endif
