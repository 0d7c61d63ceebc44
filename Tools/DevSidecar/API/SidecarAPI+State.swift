internal import HTTP
internal import JSON
internal import Reactor

/// `/v1.0/state` (dapr-http-contract.md 1.3), with the manners of `state.redis`.
extension SidecarAPI {
    /// nil when this method and path are no call of the state API.
    func state(
        _ request: HTTPRequest, _ path: APIPath, isAlpha: Bool, writes: Bool
    ) async throws(DaprProblem) -> HTTPResponse? {
        let name = path.part(2)
        if isAlpha {
            guard writes, path.count == 4, path.raw[3] == "query" else { return nil }
            throw queryRefusal(try store(name).name)
        }
        switch (path.count, request.method) {
        case (3, .post), (3, .put): return try await save(request, try store(name))
        case (4, .post) where path.raw[3] == "bulk", (4, .put) where path.raw[3] == "bulk":
            return try await bulkGet(request, try store(name))
        case (4, .post) where path.raw[3] == "transaction", (4, .put) where path.raw[3] == "transaction":
            return try await transact(request, try store(name))
        case (4, .get): return try await get(path.part(3), try store(name))
        case (4, .delete): return try await delete(path.part(3), request, try store(name))
        default: return nil
        }
    }

    private func store(_ name: String) throws(DaprProblem) -> StateComponent {
        if let store = runtime.stores[name] { return store }
        guard !runtime.stores.isEmpty else {
            throw DaprProblem(500, "ERR_STATE_STORE_NOT_CONFIGURED", "state store \(name) is not configured")
                .info("DAPR_STATE_NOT_CONFIGURED", ["appID": appID])
        }
        throw DaprProblem(400, "ERR_STATE_STORE_NOT_FOUND", "state store \(name) is not found")
            .info("DAPR_STATE_NOT_FOUND", ["appID": appID])
    }

    private func get(_ key: String, _ store: StateComponent) async throws(DaprProblem) -> HTTPResponse {
        do {
            guard let value = try await store.get(key) else { return .empty(.noContent) }
            var response = HTTPResponse.bytes(.ok, value.data, type: "application/json")
            response.headers.add("Etag", String(value.version))
            return response
        } catch { throw problem(error, store, "ERR_STATE_GET", "fail to get \(key) from state store \(store.name): ") }
    }

    private func save(_ request: HTTPRequest, _ store: StateComponent) async throws(DaprProblem) -> HTTPResponse {
        let value = try decode(request, prefix: "")
        if value.isNull { return .empty(.noContent) }
        guard let items = value.array else {
            throw .malformed("json: cannot unmarshal \(value.goKind) into Go value of type []state.SetRequest")
        }
        let metadata = Self.metadata(of: request)
        var requests: [StateComponent.SetRequest] = []
        for item in items {
            let set: StateComponent.SetRequest
            do {
                set = try StateRequest.set(item, overriding: metadata)
            } catch  where error.code == "ERR_STATE_SAVE" {
                throw DaprProblem(500, error.code, Self.saveFailed(store) + error.message)
            }
            do { _ = try store.stored(set.key) } catch { throw problem(error, store, "ERR_STATE_SAVE", "") }
            requests.append(set)
        }
        var failures: [DaprProblem] = []
        // Not atomic: what can be written is.
        for set in requests {
            do { try await store.set(set) } catch { failures.append(problem(error, store, "ERR_STATE_SAVE", "")) }
        }
        guard !failures.isEmpty else { return .empty(.noContent) }
        throw saveProblem(failures, isSingle: requests.count == 1, store)
    }

    private static func saveFailed(_ store: StateComponent) -> String {
        "failed saving state in state store \(store.name): "
    }

    /// Invalid beats mismatch where all failed by their ETag; anything else is a 500.
    private func saveProblem(_ failures: [DaprProblem], isSingle: Bool, _ store: StateComponent) -> DaprProblem {
        // What is invalid is known before redis is asked, so it is said first.
        let failures = failures.filter { $0.status == 400 } + failures.filter { $0.status != 400 }
        let status = failures.contains { $0.status == 500 } ? 500 : failures[0].status
        // The component says of many what it says of one, before all of their texts.
        let kind =
            switch status {
            case 400 where !isSingle: "invalid etag value: "
            case 409 where !isSingle: "possible etag mismatch. error from state store: "
            default: ""
            }
        let texts = failures.map(\.message).joined(separator: "\n")
        return DaprProblem(status, "ERR_STATE_SAVE", Self.saveFailed(store) + kind + texts)
    }

    private func delete(
        _ key: String, _ request: HTTPRequest, _ store: StateComponent
    ) async throws(DaprProblem) -> HTTPResponse {
        do {
            try await store.delete(key, etag: request.headers["If-Match"])
            return .empty(.noContent)
        } catch {
            let prefix = "failed deleting state with key \(key): "
            // This component calls every failed delete a mismatch, a server that is away too.
            if case .failed(let text) = error {
                throw problem(.mismatch(text), store, "ERR_STATE_DELETE", prefix)
            }
            throw problem(error, store, "ERR_STATE_DELETE", prefix)
        }
    }

    private func bulkGet(_ request: HTTPRequest, _ store: StateComponent) async throws(DaprProblem) -> HTTPResponse {
        let value = try decode(request, prefix: "failed deserializing HTTP body: ")
        var failure: String?
        // A store that is away is said of each key.
        do { try await store.reach(\.bulk) } catch { failure = try bulkFailure(error, store) }
        var json = JSONWriter(capacity: 1024)
        json.beginArray()
        for key in (value.member(ignoringCase: "keys")?.array ?? []).compactMap(\.string) {
            let found: LogDatabase.StateValue?
            do { found = try await store.find(key) } catch { throw problem(error, store, "ERR_STATE_BULK_GET", "") }
            json.beginObject()
            json.key("key")
            json.string(key)
            if let failure {
                json.key("error")
                json.string(failure)
            } else if let found {
                json.key("data")
                json.raw(found.data)
                json.key("etag")
                json.string(String(found.version))
            }
            json.endObject()
        }
        json.endArray()
        return .bytes(.ok, json.bytes + [10], type: "application/json")
    }

    private func bulkFailure(
        _ refusal: StateComponent.Refusal, _ store: StateComponent
    ) throws(DaprProblem) -> String {
        switch refusal {
        case .failed(let reason): return reason
        default: throw problem(refusal, store, "ERR_STATE_BULK_GET", "")
        }
    }

    private func transact(_ request: HTTPRequest, _ store: StateComponent) async throws(DaprProblem) -> HTTPResponse {
        let value = try decode(request, prefix: "")
        let metadata = Self.metadata(of: request)
        var operations: [LogDatabase.StateOperation] = []
        for item in value.member(ignoringCase: "operations")?.array ?? [] {
            let kind = item.member(ignoringCase: "operation")?.string ?? ""
            let body = item.member(ignoringCase: "request") ?? .null
            do {
                switch kind {
                case "upsert":
                    let set = try StateRequest.set(body, overriding: metadata)
                    operations.append(try store.operation(set, inTransaction: true))
                case "delete":
                    let key = body.member(ignoringCase: "key")?.string ?? ""
                    operations.append(
                        try store.deletion(key, etag: body.member(ignoringCase: "etag")?.string))
                default:
                    throw DaprProblem(
                        400, "ERR_NOT_SUPPORTED_STATE_OPERATION", "operation type \(kind) not supported")
                }
            } catch let refusal as StateComponent.Refusal {
                throw transactionProblem(refusal, store)
            } catch let problem as DaprProblem {
                throw problem
            } catch { throw .malformed("\(error)") }
        }
        do { try await store.transact(operations) } catch { throw transactionProblem(error, store) }
        return .empty(.noContent)
    }

    /// Whatever goes wrong in a transaction is a 500, a conflict too.
    private func transactionProblem(_ refusal: StateComponent.Refusal, _ store: StateComponent) -> DaprProblem {
        let text: String
        switch refusal {
        case .illegalKey: return problem(refusal, store, "ERR_STATE_TRANSACTION", "", describes: false)
        case .invalidETag(let reason): text = "invalid etag value: \(reason)"
        case .mismatch(let reason), .failed(let reason): text = reason
        case .cut: text = "context deadline exceeded"
        }
        return DaprProblem(500, "ERR_STATE_TRANSACTION", "error while executing state transaction: \(text)")
    }

    private func problem(
        _ refusal: StateComponent.Refusal, _ store: StateComponent, _ code: String, _ prefix: String,
        describes: Bool = true
    ) -> DaprProblem {
        switch refusal {
        case .illegalKey(let key):
            let text = "input key/keyPrefix '\(key)' can't contain '||'"
            return DaprProblem.malformed("api error: code = InvalidArgument desc = \(text)").violation(
                describes ? key : nil
            )
            .resource("state", store.name, description: "").info("DAPR_STATE_ILLEGAL_KEY", nil)
        case .invalidETag(let reason): return DaprProblem(400, code, "\(prefix)invalid etag value: \(reason)")
        case .mismatch(let reason):
            return DaprProblem(409, code, "\(prefix)possible etag mismatch. error from state store: \(reason)")
        case .failed(let reason): return DaprProblem(500, code, prefix + reason)
        case .cut: return DaprProblem(500, code, prefix + "context deadline exceeded")
        }
    }

    private func queryRefusal(_ store: String) -> DaprProblem {
        let reason = "redis-json server support is required for query capability"
        return DaprProblem(500, "ERR_STATE_QUERY", "state store \(store) query failed: \(reason)")
            .resource("state", store, description: "").info("DAPR_STATE_QUERY_FAILED", nil)
    }

    /// The body as JSON, or 400 with what Go's decoder says.
    func decode(_ request: HTTPRequest, prefix: String) throws(DaprProblem) -> JSONValue {
        guard request.body.count <= Self.maxBody + 1 else { throw .malformed(prefix + "stream too large") }
        switch GoJSON.decode(request.body) {
        case .success(let value): return value
        case .failure(let error): throw .malformed(prefix + error.text)
        }
    }
}
