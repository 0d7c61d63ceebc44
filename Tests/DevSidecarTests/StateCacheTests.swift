import Dapr
import HTTPClient
import Observability
import Reactor
import Testing

@testable import DevSidecar

/// The cache of conversations, over the state API as the sidecar has it.
@LoopActor @Suite struct StateCacheTests {
    private func withCache(
        _ resources: [String], _ body: @LoopActor (StateCache) async throws -> Void
    ) async throws {
        try await withStandIn(resources) { standIn in
            let sidecar = try standIn.add("api-gateway")
            let config = DaprConfig(url: "http://127.0.0.1:\(sidecar.port)", stateTimeout: .seconds(60))
            let dapr = DaprClient(config, http: HTTPClient(window: 4))
            try await body(StateCache(dapr, logger: Logger("test", level: .error), metrics: Metrics()))
            dapr.shutdown()
        }
    }

    private func text(_ answer: StateCache.Answer) -> String? {
        guard case .found(let value) = answer else { return nil }
        return String(decoding: value.value, as: UTF8.self)
    }

    private func etag(_ answer: StateCache.Answer) -> String? {
        guard case .found(let value) = answer else { return nil }
        return value.etag
    }

    @Test func theFirstWriterWinsAndTheSecondLeavesNothing() async throws {
        try await withCache([StandIn.store]) { cache in
            let key = "conversation:019cadc6-9a80-7000-8000-000000000001:019cadc6-9a80-7000-8000-000000000002"
            #expect(await cache.value(key) == .missing)
            #expect(await cache.save(Array(#"["a"]"#.utf8), as: key, over: nil))
            let first = await cache.value(key)
            #expect(text(first) == #"["a"]"#)
            #expect(await cache.save(Array(#"["a","b"]"#.utf8), as: key, over: etag(first)))
            #expect(text(await cache.value(key)) == #"["a","b"]"#)
            #expect(await !cache.save(Array(#"["a","c"]"#.utf8), as: key, over: etag(first)))
            #expect(await cache.value(key) == .missing)
            #expect(await cache.save(Array(#"["a","b","c"]"#.utf8), as: key, over: nil))
            #expect(await !cache.save(Array(#"["d"]"#.utf8), as: key, over: nil))
            #expect(cache.isAvailable)
        }
    }

    /// None at all, and none of this name.
    @Test func aStoreThatIsAbsentIsUnavailable() async throws {
        for resources in [[], [StandIn.store.replacing("statestore", with: "other")]] {
            try await withCache(resources) { cache in
                #expect(await cache.value("k") == .unavailable)
                #expect(await !cache.save([0x31], as: "k", over: nil))
                #expect(!cache.isAvailable)
            }
        }
    }
}
