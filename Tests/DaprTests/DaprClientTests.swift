import Configuration
import Dapr
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@LoopActor @Suite struct DaprClientTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    // MARK: Publish

    @Test func anEventIsPublishedAsItIs() async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        try await dapr(server, token: "s3cret").publish(
            bytes(#"{"id":"1"}"#), topic: "task-events", metadata: ["partitionKey": "a b+c/d&e=é"])
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(
            request.target
                == "/v1.0/publish/pubsub/task-events?metadata.partitionKey=a%20b%2Bc%2Fd%26e%3D%C3%A9")
        #expect(request.headers["content-type"] == "application/cloudevents+json")
        #expect(request.headers["dapr-api-token"] == "s3cret")
        #expect(request.text == #"{"id":"1"}"#)
    }

    @Test(arguments: [["a b": "x"], ["": "x"], ["k": "a\r\nb"], ["k": "a\0"]])
    func metadataThatCouldNeverBeDeliveredIsRefused(metadata: [String: String]) async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        let single = await daprFailure { () throws(DaprError) in
            try await dapr(server).publish([], topic: "t", metadata: metadata)
        }
        #expect(single?.kind == .payload)
        let bulk = await daprFailure { () throws(DaprError) in
            _ = try await dapr(server).publishBulk(
                [BulkEntry(id: "1", event: [0x31], metadata: metadata)], topic: "t")
        }
        #expect(bulk?.kind == .payload)
        #expect(server.requests.isEmpty)
    }

    @Test func aCancelledPublishIsCancelled() async throws {
        let server = ScriptedServer { _ in .silence }
        defer { server.stop() }
        let client = dapr(server)
        let task = Task { await daprFailure { () throws(DaprError) in try await client.publish([], topic: "t") } }
        await server.received(1)
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
        #expect(await task.value?.outcome == .unknown)
    }

    // MARK: State

    @Test func aValueComesWithItsTag() async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named("state-value") }
        defer { server.stop() }
        let value = try #require(try await dapr(server).state("a/b+c d"))
        #expect(value.value == bytes(#"{"a":"x","b":1}"#))
        #expect(value.etag?.isEmpty == false)
        #expect(server.requests[0].target == "/v1.0/state/statestore/a%2Fb%2Bc%20d")
    }

    @Test func noValueIsNil() async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named("state-missing") }
        defer { server.stop() }
        #expect(try await dapr(server).state("k", store: "other") == nil)
        #expect(server.requests[0].target == "/v1.0/state/other/k")
    }

    @Test func savingSendsTagConcurrencyAndTimeToLive() async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        try await dapr(server).save([
            StateItem(
                key: "a", value: bytes("{\"n\":1}"), etag: "3", concurrency: .firstWrite, timeToLive: .seconds(60)),
            StateItem(key: "b", value: bytes("null")),
        ])
        #expect(
            server.requests[0].text
                == #"[{"key":"a","value":{"n":1},"etag":"3","options":{"concurrency":"first-write"},"#
                + #""metadata":{"ttlInSeconds":"60"}},{"key":"b","value":null}]"#)
    }

    @Test func deletingSendsTheTagWithoutQuotes() async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        try await dapr(server).delete("k", etag: "7")
        try await dapr(server).delete("k")
        #expect(server.requests[0].method == "DELETE")
        #expect(server.requests[0].headers["if-match"] == "7")
        #expect(server.requests[1].headers["if-match"] == nil)
    }

    @Test func aTransactionIsOneRequest() async throws {
        let server = ScriptedServer { _ in .status(204) }
        defer { server.stop() }
        try await dapr(server).transact([
            .upsert(StateItem(key: "a", value: bytes("1"), timeToLive: .milliseconds(10))),
            .delete(key: "b", etag: "2"),
        ])
        #expect(server.requests[0].target == "/v1.0/state/statestore/transaction")
        #expect(
            server.requests[0].text
                == #"{"operations":[{"operation":"upsert","request":{"key":"a","value":1,"metadata":{"ttlInSeconds":"1"}}},"#
                + #"{"operation":"delete","request":{"key":"b","etag":"2"}}]}"#)
    }

    // MARK: Bindings and invocation

    @Test func aBindingGetsDataAndMetadata() async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named("binding-answer") }
        defer { server.stop() }
        let answer = try await dapr(server).invokeBinding(
            "mail", data: bytes("\"<p>hi</p>\""), metadata: ["emailTo": "a@example.org", "subject": "S"])
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("<p>hello</p>"))
        #expect(server.requests[0].target == "/v1.0/bindings/mail")
        #expect(
            server.requests[0].text
                == #"{"operation":"create","data":"<p>hi</p>","metadata":{"emailTo":"a@example.org","subject":"S"}}"#)
    }

    @Test func aBindingThatHangsEndsAtItsTimeoutWithAnUnknownOutcome() async throws {
        let server = ScriptedServer { _ in .silence }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in
            _ = try await dapr(server).invokeBinding("mail", data: bytes("1"), timeout: .seconds(2))
        }
        #expect(error?.outcome == .unknown)
    }

    @Test func anotherAppsAnswerIsPassedOnWhateverItsStatus() async throws {
        let server = ScriptedServer { _ in .status(404, body: #"{"code":"not-found"}"#) }
        defer { server.stop() }
        let answer = try await dapr(server).invoke(
            app: "api-gateway", method: "/api/tasks/a b", verb: "PATCH", query: [("q", "1&2")],
            headers: ["If-Match": "\"1\""], body: bytes("{}"))
        #expect(answer.status == 404)
        #expect(server.requests[0].target == "/v1.0/invoke/api-gateway/method/api/tasks/a%20b?q=1%262")
        #expect(server.requests[0].method == "PATCH")
        #expect(server.requests[0].headers["if-match"] == "\"1\"")
    }

    @Test(arguments: ["invoke-nobody", "bad-token"])
    func aSidecarThatDoesNotReachTheAppThrows(answer: String) async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named(answer) }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in
            _ = try await dapr(server).invoke(app: "nobody", method: "x")
        }
        #expect(error != nil)
    }

    // MARK: Health and configuration

    @Test func healthIsWhatTheSidecarSays() async throws {
        let server = ScriptedServer {
            $0.target.hasSuffix("outbound") ? .status(204) : SidecarAnswer.named("not-ready")
        }
        defer { server.stop() }
        #expect(await dapr(server).isHealthy() == false)
        #expect(await dapr(server).isOutboundHealthy())
        #expect(server.requests.map(\.target) == ["/v1.0/healthz", "/v1.0/healthz/outbound"])
    }

    @Test func theEndpointWinsOverThePort() throws {
        #expect(DaprConfig(ConfigReader.empty).url == "http://127.0.0.1:3500")
        #expect(DaprConfig(ConfigReader(values: ["DAPR_HTTP_PORT": "3501"])).url == "http://127.0.0.1:3501")
        let reader = ConfigReader(
            arguments: [], environment: ["DAPR_HTTP_PORT": "3501", "DAPR_HTTP_ENDPOINT": "https://dapr.example/"])
        #expect(DaprConfig(reader).url == "https://dapr.example")
        try reader.finish()
    }

    @Test(arguments: [["DAPR_HTTP_PORT": "70000"], ["DAPR_HTTP_ENDPOINT": "dapr:3500"], ["DAPR_API_TOKEN": "a b"]])
    func aWrongValueIsAMistake(environment: [String: String]) {
        let reader = ConfigReader(arguments: [], environment: environment)
        _ = DaprConfig(reader)
        #expect(throws: ConfigError.self) { try reader.finish() }
        #expect(!reader.help.contains("a b"))
    }
}
