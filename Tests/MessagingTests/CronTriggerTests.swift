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
