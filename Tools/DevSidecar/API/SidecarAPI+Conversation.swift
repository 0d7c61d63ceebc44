internal import HTTP
internal import JSON
internal import Reactor

/// `POST /v1.0-alpha1/conversation/{name}/converse` and the same under `/v1.0-alpha2` (dapr-http-contract.md 1.8).
extension SidecarAPI {
    func converse(_ request: HTTPRequest, name: String, isAlpha2: Bool) throws(DaprProblem) -> HTTPResponse {
        let value = try conversationBody(request)
        guard runtime.conversations.contains(name) else {
            throw DaprProblem(
                400, "ERR_CONVERSATION_NOT_FOUND", "failed finding conversation component \(name)")
        }
        do throws(ConversationRequest.Refusal) {
            let conversation =
                try isAlpha2 ? ConversationRequest(alpha2: value) : ConversationRequest(alpha1: value)
            guard conversation.hasInputs else {
                throw .init("ERR_CONVERSATION_MISSING_INPUTS", "missing inputs in request")
            }
            let answer =
                isAlpha2 ? EchoConversation.alpha2(conversation) : EchoConversation.alpha1(conversation)
            return .bytes(.ok, Array(answer.description.utf8), type: "application/json")
        } catch {
            throw DaprProblem(400, error.code, "failed conversing with component \(name): \(error.message)")
        }
    }

    private func conversationBody(_ request: HTTPRequest) throws(DaprProblem) -> JSONValue {
        guard request.body.count <= Self.maxBody + 1 else {
            throw DaprProblem(400, "ERR_BODY_READ", "stream too large")
        }
        // Nothing at all is an empty message.
        guard request.body.contains(where: { $0 > 0x20 }) else { return .members([]) }
        guard case .success(let value) = GoJSON.decode(request.body), value.object != nil else {
            let token = UnicodeScalar(request.body.first { $0 > 0x20 } ?? 0x20)
            throw .malformed(
                "failed deserializing HTTP body: proto:\u{a0}syntax error (line 1:1): unexpected token \(token)")
        }
        return value
    }
}
