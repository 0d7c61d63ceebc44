import Reactor
import Testing

@testable import DevSidecar

/// The stand-in gives the answers that daprd 1.18.3 was recorded to give, with kafka and redis.
///
/// Status, error code, headers and body, apart from ids, times and ports; and what was delivered.
@LoopActor @Suite struct GoldenTests {
    /// What the stand-in does not do on purpose, by exchange or by statement. Each of them differs.
    private static let notServed: [String: String] = [
        "rest 84 #3": "another sidecar that is away: here they are one process",
        "rest 84 #4": "another sidecar that is away",
        "rest 84 #6": "another sidecar that is away",
        "rest openai": "a provider of conversation beside echo",
        "rest 91": "jobs",
        "rest 92": "jobs",
        "rest 93": "jobs",
        "rest 94": "jobs",
        "rest jobs": "jobs",
        "rest jobs-slow": "jobs",
        "rest jobs-replicas": "jobs",
        "rest 95": "locks",
        "rest configuration": "configuration stores",
        "rest resources #1": "components that come and go while it runs",
        "rest resources #2": "components that come and go while it runs",
        "rest resources #3": "components that come and go while it runs",
        "rest resources #4": "components that come and go while it runs",
        "rest 96 #0": "it names the in-memory components of the recording",
        "rest 96 #2": "it names the in-memory components of the recording",
        "state-redis values #40": "one member twice in an object is refused",
        "state-redis values #41": "the value of the refused one",
        "state-redis values #43": "a version that counts the refused one",
        "state-redis values #45": "a version that counts the refused one",
        "state-redis values #47": "a version that counts the refused one",
    ]

    /// What takes more than an HTTP application, and where it is made again.
    private static let elsewhere: [String: String] = [
        "bindings mail #24": "a mail server that wants a password: MailBindingTests",
        "bindings leak": "a mail server: MailBindingTests",
        "bindings mailfail": "a mail server: MailBindingTests",
        "bindings mailhang": "a mail server: MailBindingTests",
        "bindings late": "a mail server: MailBindingTests",
        "rest 84 #8": "an application that dies in the call",
        "state-redis race #4": "a hundred writers at once",
        "state-redis race #5": "a hundred writers at once",
        "state-redis running": "a store that goes away: tests of the faults",
        "state-redis ttl #42": "a key that an earlier recording made with first-write: StateTests",
        "state-redis ttl #43": "a key that an earlier recording made with first-write: StateTests",
    ]

    private static func reason(_ exchange: GoldenExchange, in list: [String: String]) -> String? {
        list[exchange.name] ?? list["\(exchange.file) \(exchange.statement)"]
    }

    @Test(arguments: ["pubsub-kafka", "state-redis", "rest", "bindings"])
    func theAnswersAreTheRecordedOnes(_ file: String) async throws {
        let exchanges = try GoldenExchange.all(file).filter {
            $0.request != nil && Self.reason($0, in: Self.elsewhere) == nil
        }
        #expect(exchanges.count > 10)
        for (scene, exchanges) in Dictionary(grouping: exchanges, by: GoldenScene.init) {
            var replay = try GoldenReplay(scene, exchanges)
            try await replay.run()
            for _ in 0..<4 where scene.isTimed && !replay.differences.isEmpty {
                replay = try GoldenReplay(scene, exchanges)
                try await replay.run()
            }
            for exchange in exchanges {
                let difference = replay.differences[exchange.name]
                if Self.reason(exchange, in: Self.notServed) != nil {
                    #expect(difference != nil, "\(exchange.name) is as recorded: take it from the list")
                } else {
                    #expect(difference == nil, "\(exchange.name): \(difference ?? "")")
                }
            }
        }
    }
}
