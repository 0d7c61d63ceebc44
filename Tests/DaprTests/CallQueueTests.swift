import Reactor
import Testing

@testable import HTTPClient

@LoopActor @Suite struct CallQueueTests {
    private func call(_ url: String) -> HTTPClientCall { HTTPClientCall(HTTPClientRequest(url: url)) }

    private func drain(_ queue: inout CallQueue) -> [String] {
        var urls: [String] = []
        while let call = queue.popFirst() { urls.append(call.request.url) }
        return urls
    }

    @Test func originsTakeTurnsAndKeepTheirOrder() {
        var queue = CallQueue()
        for url in ["http://a/1", "http://a/2", "http://a/3", "http://b:1/1", "http://b:1/2", "http://c?1"] {
            queue.append(call(url))
        }
        #expect(
            drain(&queue) == ["http://a/1", "http://b:1/1", "http://c?1", "http://a/2", "http://b:1/2", "http://a/3"])
        #expect(queue.isEmpty)
    }

    @Test func aRemovedCallIsNeverTakenAndItsOriginLosesNoTurn() {
        var queue = CallQueue()
        let calls = ["http://a/1", "http://b/1", "http://b/2", "http://c/1"].map(call)
        for call in calls { queue.append(call) }
        queue.remove(calls[0])
        queue.remove(calls[0])
        queue.remove(calls[2])
        #expect(drain(&queue) == ["http://b/1", "http://c/1"])
        queue.append(calls[0])
        #expect(drain(&queue) == ["http://a/1"])
    }
}
