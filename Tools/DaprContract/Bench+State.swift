internal import HTTPClient
internal import JSON
internal import Reactor

/// Calls of the state store, with keys of this run.
extension Bench {
    var statePath: String { "/v1.0/state/\(config.state)" }

    func stateKey(_ key: String) -> String { "\(prefix)-\(key)" }

    func saveAll(_ body: String) async throws(Mismatch) -> Answer { try await call("POST", statePath, body) }

    /// Saves one key; `more` are further members of the item.
    func save(_ key: String, _ value: String, _ more: String = "") async throws(Mismatch) -> Answer {
        try await saveAll(#"[{"key":"\#(stateKey(key))","value":\#(value)\#(more.isEmpty ? "" : ",")\#(more)}]"#)
    }

    func get(_ key: String) async throws(Mismatch) -> Answer { try await call("GET", "\(statePath)/\(stateKey(key))") }

    func version(_ key: String) async throws(Mismatch) -> String {
        let answer = try await get(key).expect(200)
        guard let version = answer.headers["Etag"] else { throw Mismatch("no Etag, \(answer.seen)") }
        return version
    }

    func delete(_ key: String, version: String? = nil) async throws(Mismatch) -> Answer {
        var headers = HTTPClientHeaders()
        if let version { headers["If-Match"] = version }
        return try await call("DELETE", "\(statePath)/\(stateKey(key))", headers: headers)
    }

    func transact(_ operations: String) async throws(Mismatch) -> Answer {
        try await call("POST", statePath + "/transaction", #"{"operations":[\#(operations)]}"#)
    }

    /// Holds a key to a number.
    func expect(_ key: String, _ value: Int) async throws(Mismatch) {
        let answer = try await get(key).expect(200)
        try Mismatch.unless(answer.json.int == value, "wanted \(value), \(answer.seen)")
    }
}
