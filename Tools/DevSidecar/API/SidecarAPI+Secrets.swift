internal import HTTP
internal import JSON
internal import Reactor

/// `GET /v1.0/secrets/{store}/{name}` and `…/bulk` (dapr-http-contract.md 1.6).
extension SidecarAPI {
    func secret(_ path: APIPath) throws(DaprProblem) -> HTTPResponse {
        let store = try secretStore(path.part(2))
        let name = path.part(3)
        if path.raw[3] == "bulk" {
            let readable = store.all.filter { runtime.configuration.allows(secret: $0.key, of: store.name) }
            return .secrets(.members(readable.sorted { $0.key < $1.key }.map { ($0.key, .texts($0.value)) }))
        }
        guard runtime.configuration.allows(secret: name, of: store.name) else {
            throw DaprProblem(
                403, "ERR_PERMISSION_DENIED", "access denied by policy to get \"\(name)\" from \"\(store.name)\"")
        }
        guard let fields = store[name] else {
            throw DaprProblem(
                500, "ERR_SECRET_GET",
                "failed getting secret with key \(name) from secret store \(store.name): secret \(name) not found")
        }
        return .secrets(.texts(fields))
    }

    private func secretStore(_ name: String) throws(DaprProblem) -> SecretStore {
        if let store = runtime.secrets[name] { return store }
        guard !runtime.secrets.isEmpty else {
            throw DaprProblem(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured")
        }
        throw DaprProblem(401, "ERR_SECRET_STORE_NOT_FOUND", "failed finding secret store with key \(name)")
    }
}

extension HTTPResponse {
    /// Go's encoder ends with a line feed.
    fileprivate static func secrets(_ value: JSONValue) -> HTTPResponse {
        .bytes(.ok, GoJSON.encode(value) + [10], type: "application/json")
    }
}
