internal import JSON

/// `conversation.echo`: answers with what it was told, and with a call of each tool it was offered.
enum EchoConversation {
    /// The answer in the older form.
    static func alpha1(_ request: ConversationRequest) -> JSONValue {
        let output = JSONValue.members([("result", .string(request.texts.joined(separator: "\n")))])
        return .members(context(request, "contextID") + [("outputs", .array([output]))])
    }

    /// The answer in the newer form: one output with one choice. Proto-JSON leaves out what is empty or 0, and writes
    /// 64-bit numbers as texts.
    static func alpha2(_ request: ConversationRequest) -> JSONValue {
        let content = request.texts.joined(separator: "\n")
        var message: [(String, JSONValue)] = []
        if !content.isEmpty { message.append(("content", .string(content))) }
        if !request.calls.isEmpty { message.append(("toolCalls", .array(request.calls.map(call)))) }
        let choice = JSONValue.members([
            ("finishReason", request.calls.isEmpty ? "stop" : "tool_calls"), ("message", .members(message)),
        ])
        let output = JSONValue.members([("choices", .array([choice])), ("usage", usage(content))])
        return .members(context(request, "contextId") + [("outputs", .array([output]))])
    }

    private static func context(_ request: ConversationRequest, _ name: String) -> [(String, JSONValue)] {
        request.context.isEmpty ? [] : [(name, .string(request.context))]
    }

    private static func call(_ call: ConversationRequest.Call) -> JSONValue {
        var function: [(String, JSONValue)] = [("name", .string(call.name))]
        if !call.arguments.isEmpty { function.append(("arguments", .string(call.arguments))) }
        return .members([("id", .string(call.id)), ("function", .members(function))])
    }

    /// Words stand for tokens.
    private static func usage(_ content: String) -> JSONValue {
        let words = content.split(whereSeparator: \.isWhitespace).count
        guard words > 0 else { return .members([]) }
        let (once, twice) = (JSONValue.string(String(words)), JSONValue.string(String(2 * words)))
        return .members([("completionTokens", once), ("promptTokens", once), ("totalTokens", twice)])
    }
}
