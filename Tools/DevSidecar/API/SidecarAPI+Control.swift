internal import HTTP
internal import JSON
internal import Reactor

/// `/__ctl`: switches faults on and off, where the stand-in was started with `--control`.
///
/// `POST {"fault":"latency","milliseconds":200,"app":"relay","call":"publish"}` answers `{"id":1}`,
/// `POST {"clear":1}` and `{"clear":"all"}` and `{"seed":7}` answer 204, and `GET` lists what is on.
extension SidecarAPI {
    /// nil when this is no call of the control endpoint, or there is none.
    func control(_ request: HTTPRequest, _ path: APIPath) throws(DaprProblem) -> HTTPResponse? {
        guard host.settings.control, path.count == 1, path.raw[0] == "__ctl" else { return nil }
        guard ["127.0.0.1", "::1"].contains(request.remoteAddress) else {
            throw DaprProblem(403, "ERR_CONTROL_FORBIDDEN", "the control endpoint is for this machine")
        }
        switch request.method {
        case .get: return faults()
        case .post: return try change(request.body)
        default: return nil
        }
    }

    private func faults() -> HTTPResponse {
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.array("faults") { json in for rule in host.faults.rules { rule.write(&json) } }
        }
        return .bytes(.ok, json.bytes, type: "application/json")
    }

    private func change(_ body: [UInt8]) throws(DaprProblem) -> HTTPResponse {
        let value: JSONValue
        do throws(JSONSyntaxError) { value = try JSONReader.parse(body) } catch { throw .malformed("\(error)") }
        do throws(JSONMistakes) {
            guard value["clear"] == nil, value["seed"] == nil else { return try switchOff(value) }
            let id = host.faults.set(try FaultRule(value))
            return .bytes(.ok, Array(#"{"id":\#(id)}"#.utf8), type: "application/json")
        } catch {
            let mistakes = error.items.map { "\($0.pointer.isEmpty ? "/" : $0.pointer) \($0.detail)" }
            throw .malformed(mistakes.joined(separator: "; "))
        }
    }

    private func switchOff(_ value: JSONValue) throws(JSONMistakes) -> HTTPResponse {
        var fields = JSONFields(value)
        let seed = fields.optional("seed") { try $0.asInt(in: 0 ... .max) }
        let clear = fields.optional("clear") { value throws(JSONMistake) -> Int? in
            if value == "all" { return nil }
            guard let id = value.int else { throw JSONMistake(code: "invalid-value", "must be an id or \"all\"") }
            return id
        }
        if case .some(.some(let id)) = clear, !host.faults.rules.contains(where: { $0.id == id }) {
            fields.fail("clear", code: "not-found", "there is no fault \(id)")
        }
        try fields.finish()
        if let seed { host.faults.reseed(UInt64(seed)) }
        switch clear {
        case .some(.some(let id)): host.faults.clear(id)
        case .some(nil): host.faults.clearAll()
        case nil: break
        }
        return .empty(.noContent)
    }
}
