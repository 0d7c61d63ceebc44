import Observability
import Postgres
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.database) struct PostgresListenerTests {
    @Test func aNotificationArrives() async throws {
        try await TestDatabase.withClient { client in
            var wakes = client.listen("outbox").makeAsyncIterator()
            #expect(await wakes.next() != nil)  // LISTEN stands
            await client.notify("outbox")
            #expect(await wakes.next() != nil)
        }
    }

    @Test func manyNotificationsAreOneWakeForWhoeverIsLate() async throws {
        try await TestDatabase.withClient { client in
            var wakes = client.listen("outbox").makeAsyncIterator()
            #expect(await wakes.next() != nil)
            _ = await concurrently(50) { _ in await client.notify("outbox") }
            #expect(await wakes.next() != nil)
        }
    }

    @Test func channelsAreApart() async throws {
        try await TestDatabase.withClient { client in
            var strange = client.listen("it's \"odd\"").makeAsyncIterator()
            var plain = client.listen("plain").makeAsyncIterator()
            #expect(await strange.next() != nil)
            #expect(await plain.next() != nil)
            await client.notify("it's \"odd\"")
            #expect(await strange.next() != nil)
            await client.notify("plain")
            #expect(await plain.next() != nil)
        }
    }

    @Test func afterAReconnectItListensAgainAndWakesOnce() async throws {
        try await TestDatabase.withProxy { proxy, url in
            let config = PostgresConfig(url: url, readConnections: 1, writeConnections: 1, sessions: 1)
            try await TestDatabase.withClient(config) { client in
                var wakes = client.listen("outbox").makeAsyncIterator()
                #expect(await wakes.next() != nil)
                for _ in 0..<5 {
                    proxy.cutAll()
                    #expect(await wakes.next() != nil)  // something may have been missed
                    await client.notify("outbox")
                    #expect(await wakes.next() != nil)
                }
            }
        }
    }

    @Test func shuttingDownEndsTheStream() async throws {
        let stream = try await TestDatabase.withClient { $0.listen("outbox") }
        for await _ in stream {}
    }

    @Test func withoutADatabaseNotifyReturns() async throws {
        let config = PostgresConfig(url: "host=/nowhere", connectTimeout: .milliseconds(100))
        try await TestDatabase.withClient(config) { client in
            await client.notify("outbox")
        }
    }
}
