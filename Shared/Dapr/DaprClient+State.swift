internal import HTTPClient
internal import JSON
internal import Reactor

extension DaprClient {
    /// The value of a key, or nil when there is none.
    public func state(_ key: String, store: String? = nil) async throws(DaprError) -> StateValue? {
        let response = try await call("GET", statePath(store, key), timeout: config.stateTimeout)
        guard response.status != 204 else { return nil }
        return StateValue(value: response.body, etag: response.headers["Etag"])
    }

    /// Saves values; with more than one, each by itself (``transact(_:store:)`` saves all or none).
    public func save(_ items: [StateItem], store: String? = nil) async throws(DaprError) {
        var json = JSONWriter()
        json.array { json in
            for item in items { item.write(to: &json) }
        }
        try await post(statePath(store), json.bytes)
    }

    /// Deletes a key; nothing there is a success, unless an ETag was given and the store insists.
    public func delete(_ key: String, etag: String? = nil, store: String? = nil) async throws(DaprError) {
        var headers: HTTPClientHeaders = [:]
        if let etag { headers["If-Match"] = etag }  // as it is: quotes would make it another tag
        _ = try await call("DELETE", statePath(store, key), headers: headers, timeout: config.stateTimeout)
    }

    /// All steps or none, where the store has transactions (redis has not: what failed did not undo the rest).
    public func transact(_ operations: [StateOperation], store: String? = nil) async throws(DaprError) {
        var json = JSONWriter()
        json.object { json in
            json.array("operations") { json in
                for operation in operations { operation.write(to: &json) }
            }
        }
        var path = statePath(store)
        path.append("transaction")
        try await post(path, json.bytes)
    }

    private func statePath(_ store: String?, _ key: String? = nil) -> SidecarPath {
        var path = SidecarPath("/v1.0/state")
        path.append(store ?? config.stateStore)
        if let key { path.append(key) }
        return path
    }

    private func post(_ path: SidecarPath, _ body: [UInt8]) async throws(DaprError) {
        _ = try await call(
            "POST", path, headers: ["Content-Type": "application/json"], body: body, timeout: config.stateTimeout)
    }
}
