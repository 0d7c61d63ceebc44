import Dapr
import FoundationEssentials
import JSON
import Postgres
import Testing
import TodoCore
import TodoStore

@testable import Messaging

@Suite struct RelayCallTests {
    private let config = OutboxConfig(batchSize: 3, batchBytes: 2_000)

    private func head(_ id: Int, key: Int? = nil, bytes: Int = 10) -> OutboxHead {
        .sample(id, key: key ?? id, payload: [UInt8](repeating: 0x20, count: bytes))
    }

    private func ids(_ heads: [(String, OutboxHead)]) -> [[Int]] {
        RelayCall.calls(heads.map { (topic: $0.0, head: $0.1) }, config).map { $0.heads.map(\.id) }
    }

    @Test func callsAreOfOneTopicAndFull() {
        #expect(
            ids([("a", head(1)), ("b", head(2)), ("a", head(3)), ("a", head(4)), ("a", head(5))]) == [
                [1, 3, 4], [2], [5],
            ])
    }

    @Test func eventsOfOneKeyNeverTravelInTwoCalls() {
        let heads = [("a", head(1, key: 9)), ("a", head(2)), ("a", head(3)), ("a", head(4)), ("a", head(5, key: 9))]
        #expect(ids(heads) == [[1, 2, 3], [4]])
        #expect(ids([("a", head(1, key: 9)), ("a", head(2, key: 9)), ("b", head(3, key: 9))]) == [[1, 2], [3]])
    }

    @Test func aCallStaysWithinItsBytes() {
        #expect(ids([("a", head(1, bytes: 900)), ("a", head(2, bytes: 900)), ("a", head(3))]) == [[1], [2, 3]])
    }

    @Test func anEventLargerThanACallGoesAlone() {
        #expect(ids([("a", head(1)), ("a", head(2, bytes: 9_000)), ("a", head(3))]) == [[1], [2], [3]])
    }

    @Test func everyEntryCarriesItsKey() {
        var call = RelayCall("a")
        call.append(head(7, key: 3))
        #expect(call.entries.map(\.id) == ["7"])
        #expect(call.entries[0].metadata == ["partitionKey": "00000000-0000-7000-8000-000000000003"])
        #expect(call.entries[0].contentType == "application/cloudevents+json")
    }
}
