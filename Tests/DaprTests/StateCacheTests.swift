import Dapr
import HTTPClient
import Observability
import Reactor
import TestSupport
import Testing

/// A store that answers, and one that is down, silent or absent: what it costs then.
@LoopActor @Suite struct StateCacheTests {
    private let key = "conversation:u1:c1"
    private let notFound = ScriptedServer.Answer.status(400, body: #"{"errorCode":"ERR_STATE_STORE_NOT_FOUND"}"#)

    private func cache(
        _ server: ScriptedServer, timeout: Duration = .seconds(60), limit: Int = 256 << 10, _ clock: ManualClock
    ) -> StateCache {
        let start = LoopClock.Instant(nanoseconds: 0)
        return StateCache(
            dapr(server, timeout: timeout), limit: limit, logger: Logger("test", level: .error), metrics: Metrics(),
            clock: { start.advanced(by: clock.now.offset) })
    }

    @Test func whatWasReadIsSavedOverForADay() async throws {
        let server = ScriptedServer { request in
            request.method == "GET" ? .status(200, headers: ["Etag": "7"], body: "[1]") : .status(204)
        }
        defer { server.stop() }
        let cache = cache(server, ManualClock())
        #expect(await cache.value(key) == .found(StateValue(value: Array("[1]".utf8), etag: "7")))
        #expect(await cache.save(Array("[1,2]".utf8), as: key, over: "7"))
        #expect(await cache.save(Array("[]".utf8), as: "new", over: nil))
        #expect(server.requests[0].target == "/v1.0/state/statestore/conversation%3Au1%3Ac1")
        let options = #""options":{"concurrency":"first-write"},"metadata":{"ttlInSeconds":"86400"}}]"#
        #expect(server.requests[1].text == #"[{"key":"conversation:u1:c1","value":[1,2],"etag":"7","# + options)
        #expect(server.requests[2].text == #"[{"key":"new","value":[],"# + options)
    }

    @Test func whatIsNotThereIsMissing() async {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        #expect(await cache(server, ManualClock()).value(key) == .missing)
    }

    @Test func whoComesSecondLeavesNothingCached() async {
        let server = ScriptedServer { $0.method == "POST" ? .status(409) : .status(204) }
        defer { server.stop() }
        let cache = cache(server, ManualClock())
        #expect(await !cache.save([0x31], as: key, over: "1"))
        #expect(server.requests.map(\.method) == ["POST", "DELETE"])
        #expect(server.requests[1].headers["if-match"] == nil)
        #expect(cache.isAvailable)
    }

    @Test func whatIsTooLargeIsNotSentAndTheOldTakenAway() async {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        let cache = cache(server, limit: 4, ManualClock())
        #expect(await cache.save(Array("1234".utf8), as: key, over: nil))
        #expect(await !cache.save(Array("12345".utf8), as: key, over: "1"))
        #expect(server.requests.map(\.method) == ["POST", "DELETE"])
    }

    @Test(arguments: [
        ScriptedServer.Answer.close, .status(500, body: #"{"errorCode":"ERR_STATE_GET","message":"EOF"}"#),
    ])
    func afterThreeOutagesNobodyWaitsForFiveSeconds(_ answer: ScriptedServer.Answer) async {
        let server = ScriptedServer { _ in answer }
        defer { server.stop() }
        let clock = ManualClock()
        let cache = cache(server, clock)
        for _ in 0..<3 { #expect(await cache.value(key) == .unavailable) }
        #expect(!cache.isAvailable)
        server.answer = { _ in .status(204) }
        clock.advance(by: .milliseconds(4_999))
        #expect(await cache.value(key) == .unavailable)
        #expect(await !cache.save([0x31], as: key, over: nil))
        clock.advance(by: .milliseconds(1))
        #expect(await cache.value(key) == .missing)
        #expect(cache.isAvailable)
    }

    @Test func aSilentStoreIsAnOutageToo() async {
        let server = ScriptedServer { _ in .silence }
        defer { server.stop() }
        let cache = cache(server, timeout: .milliseconds(50), ManualClock())
        for _ in 0..<3 { #expect(await cache.value(key) == .unavailable) }
        server.answer = { _ in .status(204) }
        #expect(await cache.value(key) == .unavailable)
        #expect(!cache.isAvailable)
    }

    @Test(arguments: [(400, "ERR_STATE_STORE_NOT_FOUND"), (500, "ERR_STATE_STORE_NOT_CONFIGURED")])
    func aStoreThatIsAbsentIsAskedOnce(_ status: Int, _ code: String) async {
        let server = ScriptedServer { _ in .status(status, body: #"{"errorCode":"\#(code)","message":"no store"}"#) }
        defer { server.stop() }
        let clock = ManualClock()
        let cache = cache(server, clock)
        for _ in 0..<5 { #expect(await cache.value(key) == .unavailable) }
        #expect(server.requests.count == 1)
        clock.advance(by: .seconds(5))
        for _ in 0..<5 { #expect(await cache.value(key) == .unavailable) }
        #expect(server.requests.count == 2)
    }

    @Test func oneTriesAgainAndTheOthersDoNotWaitForIt() async {
        let gate = ScriptedServer.Gate()
        let server = ScriptedServer { [notFound] _ in notFound }
        defer { server.stop() }
        let clock = ManualClock()
        let cache = cache(server, clock)
        #expect(await cache.value(key) == .unavailable)
        clock.advance(by: .seconds(5))
        server.answer = { _ in .held(gate, then: [.status(204)]) }
        async let probe = cache.value(key)
        await server.received(2)
        for _ in 0..<4 { #expect(await cache.value(key) == .unavailable) }
        gate.open()
        #expect(await probe == .missing)
        #expect(await cache.value(key) == .missing)
        #expect(server.requests.count == 3)
    }

    @Test func aProbeThatIsCancelledLeavesItToTheNext() async {
        let server = ScriptedServer { [notFound] _ in notFound }
        defer { server.stop() }
        let clock = ManualClock()
        let cache = cache(server, clock)
        #expect(await cache.value(key) == .unavailable)
        clock.advance(by: .seconds(5))
        server.answer = { _ in .silence }
        let probe = Task { @LoopActor in await cache.value(key) }
        await server.received(2)
        probe.cancel()
        #expect(await probe.value == .unavailable)
        server.answer = { _ in .status(204) }
        #expect(await cache.value(key) == .missing)
        #expect(cache.isAvailable)
    }

    /// Reading, saving and removing after a conflict are the most that one request asks for.
    @Test func aSilentStoreCostsLessThanASecond() {
        #expect(DaprConfig().stateTimeout * 3 < .seconds(1))
    }
}
