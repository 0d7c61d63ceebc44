import HTTPClient
import JSON
import Reactor
import Testing

@testable import DevSidecar

/// The echo of `converse`, against the answers of daprd 1.18.3.
@LoopActor @Suite struct ConversationTests {
    private static let echo = """
        kind: Component
        metadata: {name: echo}
        spec: {type: conversation.echo, version: v1}
        """
    private nonisolated static let x = #""inputs":[{"messages":[{"ofUser":{"content":[{"text":"x"}]}}]}]"#
    private nonisolated static let tool =
        #""tools":[{"function":{"name":"weather","parameters":{"type":"object","properties":{"b":{},"a":{}}}}}]"#
    private nonisolated static let ofX =
        #"{"outputs":[{"choices":[{"finishReason":"stop","message":{"content":"x"}}],"usage":{"completionTokens":"1","promptTokens":"1","totalTokens":"2"}}]}"#

    private func expect(
        _ path: String, _ body: String, answers expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await withStandIn([Self.echo]) { standIn in
            let response = try await standIn.call(try standIn.add("app1"), "POST", path, body)
            let answer =
                try "\(response.status) "
                + (response.status == 200 ? JSONReader.parse(response.body).description : response.text)
            #expect(answer == expected, sourceLocation: sourceLocation)
            #expect(response.headers["Content-Type"] == "application/json")
        }
    }

    @Test(arguments: [
        (
            #"{"inputs":[{"messages":[{"ofUser":{"content":[{"text":"a"}]}},{"ofUser":{"content":[{"text":"b"}]}}]}]}"#,
            #"{"outputs":[{"choices":[{"finishReason":"stop","message":{"content":"a\nb"}}],"usage":{"completionTokens":"2","promptTokens":"2","totalTokens":"4"}}]}"#
        ),
        (
            #"{"inputs":[{"messages":[{"ofSystem":{"content":[{"text":"be brief"}]}},{"ofUser":{"name":"bob","content":[{"text":"hi"},{"text":"there"}]}},{"ofAssistant":{"content":[{"text":"ok"}],"toolCalls":[{"id":"call_1","function":{"name":"weather","arguments":"{\"city\":\"X\"}"}}]}},{"ofTool":{"toolId":"call_1","name":"weather","content":[{"text":"21C"}]}}]}],"contextId":"c1"}"#,
            #"{"contextId":"c1","outputs":[{"choices":[{"finishReason":"tool_calls","message":{"content":"be brief\nhi\nthere\nok\nTool Response for tool ID 'call_1' with name 'weather': 21C","toolCalls":[{"id":"call_1","function":{"name":"weather","arguments":"{\"city\":\"X\"}"}}]}}],"usage":{"completionTokens":"15","promptTokens":"15","totalTokens":"30"}}]}"#
        ),
        (
            "{\(x),\(tool),\"toolChoice\":\"none\"}",
            #"{"outputs":[{"choices":[{"finishReason":"tool_calls","message":{"content":"x","toolCalls":[{"id":"0","function":{"name":"weather","arguments":"a,b"}}]}}],"usage":{"completionTokens":"1","promptTokens":"1","totalTokens":"2"}}]}"#
        ),
        ("{\(x),\"nope\":1}", ofX),
        (#"{"inputs":[{}]}"#, #"{"outputs":[{"choices":[{"finishReason":"stop","message":{}}],"usage":{}}]}"#),
        ("{\(x),\"context_id\":\"c\"}", #"{"contextId":"c","# + ofX.dropFirst()),
    ])
    func theEchoIsTheRealOne(_ body: String, _ expected: String) async throws {
        try await expect("/v1.0-alpha2/conversation/echo/converse", body, answers: "200 \(expected)")
    }

    @Test func theOlderFormAnswersInItsOwnWay() async throws {
        try await expect(
            "/v1.0-alpha1/conversation/echo/converse",
            #"{"inputs":[{"content":"hi","role":"user"},{"content":"there"}],"contextID":"c1"}"#,
            answers: #"200 {"contextID":"c1","outputs":[{"result":"hi\nthere"}]}"#)
    }

    @Test(arguments: [
        (
            "echo", "{}",
            #"{"errorCode":"ERR_CONVERSATION_MISSING_INPUTS","message":"failed conversing with component echo: missing inputs in request"}"#
        ),
        (
            "nope", "{\(x)}",
            #"{"errorCode":"ERR_CONVERSATION_NOT_FOUND","message":"failed finding conversation component nope"}"#
        ),
        (
            "echo", "{\(x),\"toolChoice\":\"required\"}",
            #"{"errorCode":"ERR_CONVERSATION_INVALID_PARMS","message":"failed conversing with component echo: invalid params%!(EXTRA string=tool choice must be 'auto', 'none', 'required', or a specific tool name matching the tools available to be used)"}"#
        ),
        (
            "echo", "{\(x),\(tool),\"toolChoice\":\"other\"}",
            #"{"errorCode":"ERR_CONVERSATION_INVALID_PARMS","message":"failed conversing with component echo: invalid params%!(EXTRA string=tool choice selected was not found. Must be 'auto', 'none', 'required', or a specific tool name matching the tools available to be used)"}"#
        ),
        (
            "echo", #"{"inputs":[{"messages":[{}]}]}"#,
            #"{"errorCode":"ERR_CONVERSATION_INVALID_PARMS","message":"failed conversing with component echo: invalid params%!(EXTRA *errors.errorString=message type cannot be nil)"}"#
        ),
        (
            "echo", "[",
            "{\"errorCode\":\"ERR_MALFORMED_REQUEST\",\"message\":\"failed deserializing HTTP body: proto:\u{a0}syntax error (line 1:1): unexpected token [\"}"
        ),
    ])
    func whatIsRefusedIsA400(_ name: String, _ body: String, _ expected: String) async throws {
        try await expect("/v1.0-alpha2/conversation/\(name)/converse", body, answers: "400 \(expected)")
    }

    @Test func theStablePathIsNotThere() async throws {
        try await expect(
            "/v1.0/conversation/echo/converse", "{}",
            answers:
                #"404 {"errorCode":"ERR_DIRECT_INVOKE","message":"failed getting app id either from the URL path or the header dapr-app-id"}"#
        )
    }
}
