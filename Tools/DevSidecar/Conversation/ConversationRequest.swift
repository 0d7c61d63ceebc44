internal import JSON

/// What `converse` asks for, in the older and the newer form alike.
struct ConversationRequest: Sendable {
    struct Call: Sendable, Equatable {
        var id = ""
        var name = ""
        var arguments = ""
    }

    /// The text of every part of every message, in order; tool messages say whose answer they are.
    private(set) var texts: [String] = []
    /// One for each tool that is offered, then those that messages of the assistant carry.
    private(set) var calls: [Call] = []
    /// Only an echo of the request.
    let context: String
    let hasInputs: Bool

    /// Why the request is refused, in daprd's words.
    struct Refusal: Error {
        let code: String
        let message: String

        init(_ code: String, _ message: String) { (self.code, self.message) = (code, message) }

        static func invalid(_ reason: String, kind: String = "string") -> Refusal {
            Refusal("ERR_CONVERSATION_INVALID_PARMS", "invalid params%!(EXTRA \(kind)=\(reason))")
        }
    }

    /// The older form: `inputs` are texts with a role.
    init(alpha1 value: JSONValue) {
        let inputs = value["inputs"]?.array ?? []
        hasInputs = !inputs.isEmpty
        context = value.proto("contextID")?.string ?? ""
        texts = inputs.compactMap { $0["content"]?.string }.filter { !$0.isEmpty }
    }

    /// The newer form: `inputs` are lists of messages of one kind each.
    init(alpha2 value: JSONValue) throws(Refusal) {
        let inputs = value["inputs"]?.array ?? []
        hasInputs = !inputs.isEmpty
        context = value.proto("contextId")?.string ?? ""
        let tools = (value["tools"]?.array ?? []).compactMap { $0["function"] }
        try Self.check(value.proto("toolChoice")?.string ?? "", tools)
        for (index, tool) in tools.enumerated() {
            let properties = tool["parameters"]?["properties"]?.object?.names.sorted() ?? []
            calls.append(
                Call(
                    id: String(index), name: tool["name"]?.string ?? "",
                    arguments: properties.joined(separator: ",")))
        }
        for message in inputs.flatMap({ $0["messages"]?.array ?? [] }) { try read(message) }
    }

    private static func check(_ choice: String, _ tools: [JSONValue]) throws(Refusal) {
        let rule = "ust be 'auto', 'none', 'required', or a specific tool name matching the tools available to be used"
        guard !tools.isEmpty else {
            guard choice != "required" else { throw .invalid("tool choice m\(rule)") }
            return
        }
        guard
            ["", "auto", "none", "required"].contains(choice) || tools.contains(where: { $0["name"]?.string == choice })
        else { throw .invalid("tool choice selected was not found. M\(rule)") }
    }

    private mutating func read(_ message: JSONValue) throws(Refusal) {
        let kinds = ["ofUser", "ofSystem", "ofDeveloper", "ofAssistant", "ofTool"]
        guard let kind = kinds.first(where: { message.proto($0) != nil }), let content = message.proto(kind) else {
            throw .invalid("message type cannot be nil", kind: "*errors.errorString")
        }
        let parts = (content["content"]?.array ?? []).compactMap { $0["text"]?.string }
        guard kind != "ofTool" else {
            let (id, name) = (content.proto("toolId")?.string ?? "", content["name"]?.string ?? "")
            texts += parts.map { "Tool Response for tool ID '\(id)' with name '\(name)': \($0)" }
            return
        }
        texts += parts
        for call in content.proto("toolCalls")?.array ?? [] {
            guard let function = call["function"] else { throw .invalid("tool call needs a function") }
            calls.append(
                Call(
                    id: call["id"]?.string ?? "", name: function["name"]?.string ?? "",
                    arguments: function["arguments"]?.string ?? ""))
        }
    }
}

extension JSONValue {
    /// A member by its name in camel case, or in snake case as proto-JSON takes it too.
    fileprivate func proto(_ name: String) -> JSONValue? {
        if let value = self[name] { return value }
        let snake = name.reduce(into: "") { $0 += $1.isUppercase && $0.last != "_" ? "_\($1.lowercased())" : "\($1)" }
        return self[snake] ?? self[snake.replacing("_iD", with: "_id")]
    }
}
