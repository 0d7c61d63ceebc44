import HTTP
import Messaging
import Reactor
import Testing

@LoopActor @Suite struct CronTriggerTests {
    @Test func aTickWakesTheLoopAndIsAnsweredAtOnce() async throws {
        let router = Router<PlainContext>()
        var wakes = 0
        CronTrigger("reminder-cron") { wakes += 1 }.addRoute(to: router)
        for _ in 0..<1_000 {
            #expect(await router.respond(to: try HTTPRequest(.post, "/reminder-cron")).status == .ok)
        }
        #expect(wakes == 1_000)
    }
}

@LoopActor @Suite struct SidecarTokenTests {
    private func status(_ given: String?, expected: String?, _ path: String = "/x") async throws -> HTTPStatus {
        let router = Router<PlainContext>()
        router.use(SidecarToken(expected))
        router.post(path) { _, _ in .empty(.ok) }
        var headers = HTTPHeaders()
        if let given { headers.add("Dapr-Api-Token", given) }
        return await router.respond(to: try HTTPRequest(.post, path, headers: headers)).status
    }

    @Test(arguments: [nil, "", "wrong", "secre", "secrets", "SECRET"] as [String?])
    func withoutTheTokenNothingIsStored(given: String?) async throws {
        #expect(try await status(given, expected: "secret") == .unauthorized)
    }

    @Test func theSidecarAndTheProbeGetIn() async throws {
        #expect(try await status("secret", expected: "secret") == .ok)
        #expect(try await status(nil, expected: "secret", "/healthz") == .ok)
        #expect(try await status(nil, expected: nil) == .ok)
    }
}
