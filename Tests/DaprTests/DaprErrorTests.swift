import Dapr
import HTTPClient
import Reactor
import TestSupport
import Testing

@LoopActor @Suite struct DaprErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let answer: String
        let kind: DaprError.Kind
        let outcome: DaprError.Outcome
        let code: String?

        init(_ answer: String, _ kind: DaprError.Kind, _ outcome: DaprError.Outcome, _ code: String?) {
            (self.answer, self.kind, self.outcome, self.code) = (answer, kind, outcome, code)
        }

        var testDescription: String { answer }
    }

    @Test(arguments: [
        Case("publish-unknown-pubsub", .transient, .refused, "ERR_PUBSUB_NOT_FOUND"),
        Case("publish-forbidden", .configuration, .refused, "ERR_PUBSUB_FORBIDDEN"),
        Case("publish-bad-event", .payload, .refused, "ERR_PUBSUB_CLOUD_EVENTS_SER"),
        Case("publish-too-large-for-broker", .payload, .refused, "ERR_PUBSUB_PUBLISH_MESSAGE"),
        Case("publish-too-large-for-sidecar", .payload, .refused, "ERR_PUBSUB_PUBLISH_MESSAGE"),
        Case("publish-broker-error", .transient, .unknown, "ERR_PUBSUB_PUBLISH_MESSAGE"),
        Case("publish-bad-metadata", .configuration, .refused, "ERR_PUBSUB_REQUEST_METADATA"),
        Case("bulk-bad-request", .payload, .refused, "ERR_PUBSUB_EVENTS_SER"),
        Case("bulk-duplicate-id", .payload, .refused, "ERR_PUBSUB_EVENTS_SER"),
        Case("bulk-too-large", .payload, .refused, "ERR_PUBSUB_EVENTS_SER"),
        Case("unmatched-path", .configuration, .refused, "ERR_DIRECT_INVOKE"),
        Case("bad-token", .configuration, .refused, nil),
        Case("state-no-store", .configuration, .refused, "ERR_STATE_STORE_NOT_CONFIGURED"),
        Case("state-unknown-store", .configuration, .refused, "ERR_STATE_STORE_NOT_FOUND"),
        Case("state-save-mismatch", .conflict, .refused, "ERR_STATE_SAVE"),
        Case("state-save-bad-etag", .conflict, .refused, "ERR_STATE_SAVE"),
        Case("state-save-exists-postgres", .conflict, .refused, "ERR_STATE_SAVE"),
        Case("state-save-exists-redis", .conflict, .refused, "ERR_STATE_SAVE"),
        Case("state-save-malformed", .payload, .refused, "ERR_MALFORMED_REQUEST"),
        Case("state-delete-mismatch", .conflict, .refused, "ERR_STATE_DELETE"),
        Case("state-delete-unreachable-redis", .transient, .unknown, "ERR_STATE_DELETE"),
        Case("state-get-unreachable-postgres", .transient, .unknown, "ERR_STATE_GET"),
        Case("state-get-unreachable-redis", .transient, .unknown, "ERR_STATE_GET"),
        Case("state-transaction-mismatch-postgres", .conflict, .refused, "ERR_STATE_TRANSACTION"),
        Case("state-transaction-mismatch-redis", .conflict, .refused, "ERR_STATE_TRANSACTION"),
        Case("state-bad-operation", .configuration, .refused, "ERR_NOT_SUPPORTED_STATE_OPERATION"),
        Case("binding-unknown", .configuration, .refused, "ERR_INVOKE_OUTPUT_BINDING"),
        Case("binding-timeout", .transient, .unknown, "ERR_INVOKE_OUTPUT_BINDING"),
        Case("binding-refused", .transient, .refused, "ERR_INVOKE_OUTPUT_BINDING"),
        Case("binding-status", .transient, .unknown, "ERR_INVOKE_OUTPUT_BINDING"),
        Case("binding-malformed", .payload, .refused, "ERR_MALFORMED_REQUEST"),
        Case("invoke-nobody", .transient, .unknown, "ERR_DIRECT_INVOKE"),
    ])
    func everyRecordedAnswerHasItsMeaning(_ expected: Case) async throws {
        let server = ScriptedServer { _ in SidecarAnswer.named(expected.answer) }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in
            try await dapr(server).save([StateItem(key: "k", value: Array("1".utf8))])
        }
        #expect(error?.kind == expected.kind)
        #expect(error?.outcome == expected.outcome)
        #expect(error?.code == expected.code)
        #expect(error?.isRetryable == (expected.kind == .transient))
    }

    @Test(arguments: [
        (ScriptedServer.Answer.close, DaprError.Outcome.unknown), (.reset, .unknown),
        (.status(502, body: "<html>bad gateway</html>"), .unknown), (.status(500), .unknown),
        (.status(429, body: "slow down"), .refused),
    ])
    func aBrokenAnswerIsTransient(answer: ScriptedServer.Answer, outcome: DaprError.Outcome) async throws {
        let server = ScriptedServer { _ in answer }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in
            try await dapr(server).publish([], topic: "t")
        }
        #expect(error?.kind == .transient)
        #expect(error?.outcome == outcome)
    }

    @Test func aSilentSidecarIsGivenUpAtTheTimeout() async throws {
        let server = ScriptedServer { _ in .silence }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in
            try await dapr(server, timeout: .seconds(2)).publish([], topic: "t")
        }
        #expect(error?.kind == .transient)
        #expect(error?.outcome == .unknown)
    }

    @Test func aSidecarThatIsAwayWasNotSentAnything() async throws {
        let server = ScriptedServer { _ in .close }
        server.stop()
        let error = await daprFailure { () throws(DaprError) in try await dapr(server).publish([], topic: "t") }
        #expect(error?.kind == .transient)
        #expect(error?.outcome == .notSent)
        #expect(await dapr(server).isHealthy() == false)
    }

    @Test func theMessageIsCutAtAThousandCharacters() async throws {
        let server = ScriptedServer { _ in .status(500, body: String(repeating: "x", count: 5_000)) }
        defer { server.stop() }
        let error = await daprFailure { () throws(DaprError) in try await dapr(server).publish([], topic: "t") }
        #expect(error?.message.count == 1_000)
    }
}

/// A client of a scripted sidecar.
@LoopActor func dapr(
    _ server: ScriptedServer, token: String? = nil, timeout: Duration = .seconds(5), window: Int = 16
) -> DaprClient {
    DaprClient(
        DaprConfig(
            url: server.url, apiToken: token, pubsubName: "pubsub", publishTimeout: timeout, stateTimeout: timeout,
            invokeTimeout: timeout), http: HTTPClient(window: window))
}

@LoopActor func daprFailure(_ body: @LoopActor () async throws(DaprError) -> Void) async -> DaprError? {
    do {
        try await body()
        return nil
    } catch {
        return error
    }
}
