internal import HTTP
internal import JSON

/// Items of save and transaction requests, read as Go's structs are.
enum StateRequest {
    /// `metadata` of the query overrides that of the item.
    static func set(
        _ item: JSONValue, overriding metadata: [String: String]
    ) throws(DaprProblem) -> StateComponent.SetRequest {
        guard let key = item.member(ignoringCase: "key")?.string, !key.isEmpty else {
            throw .malformed("\"key\" is a required field")
        }
        var request = StateComponent.SetRequest(key: key, value: item.member(ignoringCase: "value") ?? .null)
        if let etag = item.member(ignoringCase: "etag"), !etag.isNull {
            guard let text = etag.string else { throw mistyped(etag, "etag") }
            request.etag = text
        }
        for member in item.member(ignoringCase: "metadata")?.object?.members ?? [] {
            guard let text = member.value.string else { throw mistyped(member.value, "metadata") }
            request.metadata[member.name] = text
        }
        request.metadata.merge(metadata) { $1 }
        let options = item.member(ignoringCase: "options")
        switch options?.member(ignoringCase: "concurrency")?.string ?? "" {
        case "": break
        case "first-write": request.firstWrite = true
        case "last-write": request.lastWrite = true
        case let other: throw DaprProblem(500, "ERR_STATE_SAVE", "unrecognized concurrency model '\(other)'")
        }
        switch options?.member(ignoringCase: "consistency")?.string ?? "" {
        case "", "strong", "eventual": break
        case let other: throw DaprProblem(500, "ERR_STATE_SAVE", "unrecognized consistency model '\(other)'")
        }
        return request
    }

    private static func mistyped(_ value: JSONValue, _ field: String) -> DaprProblem {
        .malformed("json: cannot unmarshal \(value.goKind) into Go struct field SetRequest.\(field) of type string")
    }
}
