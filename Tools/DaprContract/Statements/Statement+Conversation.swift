internal import JSON
internal import Reactor

/// `conversation.echo`.
extension Statement {
    private static let path = "/v1.0-alpha2/conversation/\(Name.echo)/converse"

    private static func user(_ texts: String...) -> String {
        let messages = texts.map { #"{"ofUser":{"content":[{"text":"\#($0)"}]}}"# }.joined(separator: ",")
        return #""inputs":[{"messages":[\#(messages)]}]"#
    }

    static let conversation: [Statement] = [
        Statement(
            88, "S: two user messages to echo → one output, both texts, finishReason stop",
            needs: [.component(Name.echo)]
        ) { bench in
            let answer = try await bench.call("POST", path, "{\(user("a", "b"))}").expect(200)
            let outputs = answer.json["outputs"]?.array ?? []
            let choice = outputs.first?["choices"]?[0]
            try Mismatch.unless(outputs.count == 1, answer.seen)
            try Mismatch.unless(choice?["message"]?["content"]?.string == "a\nb", answer.seen)
            try Mismatch.unless(choice?["finishReason"]?.string == "stop", answer.seen)
        },
        Statement(
            89, "S: echo with a tool of properties b, a → tool_calls, arguments a,b", needs: [.component(Name.echo)]
        ) { bench in
            let tool =
                #"{"function":{"name":"t","parameters":{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"string"}}}}}"#
            let answer = try await bench.call("POST", path, #"{\#(user("x")),"tools":[\#(tool)]}"#).expect(200)
            let choice = answer.json["outputs"]?[0]?["choices"]?[0]
            try Mismatch.unless(choice?["finishReason"]?.string == "tool_calls", answer.seen)
            let arguments = choice?["message"]?["toolCalls"]?[0]?["function"]?["arguments"]?.string
            try Mismatch.unless(arguments == "a,b", answer.seen)
        },
        Statement(
            90, "S: no inputs, unknown component, required without tools → 400, each with its code",
            needs: [.component(Name.echo)]
        ) { bench in
            try await bench.call("POST", path, "{}").expect(400, "ERR_CONVERSATION_MISSING_INPUTS")
            try await bench.call("POST", "/v1.0-alpha2/conversation/nope/converse", "{\(user("x"))}")
                .expect(400, "ERR_CONVERSATION_NOT_FOUND")
            try await bench.call("POST", path, #"{\#(user("x")),"toolChoice":"required"}"#)
                .expect(400, "ERR_CONVERSATION_INVALID_PARMS")
        },
    ]
}
