import Dapr
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@LoopActor @Suite struct BulkPublishTests {
    private func entries(_ count: Int) -> [BulkEntry] {
        (1...count).map {
            BulkEntry(id: "\($0)", event: Array("{\"n\":\($0)}".utf8), metadata: ["partitionKey": "k\($0)"])
        }
    }

    private static func isBulk(_ request: ScriptedServer.Request) -> Bool { request.target.contains("/publish/bulk/") }

    @Test func allEntriesGoInOneCallWithTheirKeys() async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        let result = try await dapr(server).publishBulk(entries(2), topic: "task-events")
        #expect(result.isSuccess)
        #expect(server.requests.map(\.target) == ["/v1.0/publish/bulk/pubsub/task-events"])
        #expect(
            server.requests[0].text
                == #"[{"entryId":"1","contentType":"application/cloudevents+json","event":{"n":1},"metadata":{"partitionKey":"k1"}},"#
                + #"{"entryId":"2","contentType":"application/cloudevents+json","event":{"n":2},"metadata":{"partitionKey":"k2"}}]"#
        )
    }

    @Test func noEntriesAreNoCall() async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        #expect(try await dapr(server).publishBulk([], topic: "t").isSuccess)
        #expect(server.requests.isEmpty)
    }

    @Test func aFailedEntryIsToldApartFromItsNeighbours() async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named("bulk-one-failed") }
        defer { server.stop() }
        let result = try await dapr(server).publishBulk(entries(3), topic: "t")
        #expect(result.failure(of: "1") == nil)
        #expect(result.failure(of: "2")?.kind == .payload)
        #expect(result.failure(of: "3") == nil)
    }

    @Test func aFailedEntryIsUnknownNotAbsent() async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named("bulk-two-failed") }
        defer { server.stop() }
        let result = try await dapr(server).publishBulk(entries(2), topic: "t")
        #expect(result.failures.count == 2)
        #expect(result.failures.values.allSatisfy { $0.kind == .transient && $0.outcome == .unknown })
    }

    @Test(arguments: ["publish-broker-error", "bulk-bad-request", "publish-forbidden", "publish-unknown-pubsub"])
    func aFailureOfTheWholeCallIsThrown(answer: String) async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named(answer) }
        defer { server.stop() }
        let client = dapr(server)
        for _ in 0..<2 {
            let error = await daprFailure { () throws(DaprError) in
                _ = try await client.publishBulk(entries(2), topic: "t")
            }
            #expect(error != nil)
        }
        #expect(server.requests.map(\.target) == Array(repeating: "/v1.0/publish/bulk/pubsub/t", count: 2))
    }

    @Test func anOlderSidecarIsAskedByTheAlphaPathFromThenOn() async throws {
        let server = ScriptedServer {
            $0.target.hasPrefix("/v1.0/publish/bulk") ? SidecarAnswer.named("bulk-unknown-to-sidecar") : .status(204)
        }
        defer { server.stop() }
        let client = dapr(server)
        #expect(try await client.publishBulk(entries(2), topic: "t").isSuccess)
        #expect(try await client.publishBulk(entries(2), topic: "t").isSuccess)
        #expect(
            server.requests.map(\.target) == [
                "/v1.0/publish/bulk/pubsub/t", "/v1.0-alpha1/publish/bulk/pubsub/t",
                "/v1.0-alpha1/publish/bulk/pubsub/t",
            ])
    }

    @Test func aSidecarWithoutBulkGetsSinglesSixteenAtATime() async throws {
        let gate = ScriptedServer.Gate()
        let server = ScriptedServer { request in
            if request.target.hasPrefix("/v1.0/publish/bulk") { return SidecarAnswer.named("bulk-unknown-to-sidecar") }
            if request.target.hasPrefix("/v1.0-alpha1") { return SidecarAnswer.named("unmatched-path") }
            let answer: ScriptedServer.Answer =
                request.text == #"{"n":7}"# ? SidecarAnswer.named("publish-too-large-for-broker") : .status(204)
            return .held(gate, then: [answer])
        }
        defer { server.stop() }
        let client = dapr(server, window: 64)
        let task = Task { try await client.publishBulk(entries(40), topic: "t") }
        await server.received(18)
        await LoopTurn.settle()
        #expect(server.requests.count == 2 + 16)
        gate.open()
        let result = try await task.value
        #expect(Set(result.failures.keys) == ["7"])
        #expect(result.failure(of: "7")?.kind == .payload)
        #expect(server.requests.count == 2 + 40)
        #expect(server.requests.last?.target.contains("metadata.partitionKey=k") == true)
    }

    @Test func singlesThatAllFailAlikeAreTheCallsFailure() async throws {
        let server = ScriptedServer { request in
            if request.target.hasPrefix("/v1.0/publish/bulk") { return SidecarAnswer.named("unmatched-path") }
            if request.target.hasPrefix("/v1.0-alpha1") { return SidecarAnswer.named("unmatched-path") }
            return SidecarAnswer.named("publish-forbidden")
        }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in
            _ = try await dapr(server).publishBulk(entries(3), topic: "t")
        }
        #expect(error?.isConfiguration == true)
    }
}
