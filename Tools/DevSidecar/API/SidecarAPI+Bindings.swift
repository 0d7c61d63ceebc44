internal import HTTP
internal import JSON
internal import Reactor

/// `POST /v1.0/bindings/{name}` (dapr-http-contract.md 1.4).
extension SidecarAPI {
    func invokeBinding(_ request: HTTPRequest, name: String) async throws(DaprProblem) -> HTTPResponse {
        let value = try decode(request, prefix: "failed deserializing HTTP body: ")
        var metadata: [String: String] = [:]
        for member in value.member(ignoringCase: "metadata")?.object?.members ?? [] {
            guard let text = member.value.string else {
                let kind = member.value.goKind
                throw .malformed(
                    "failed deserializing HTTP body: json: cannot unmarshal \(kind) into Go struct field "
                        + "OutputBindingRequest.metadata of type string")
            }
            metadata[member.name] = text
        }
        let operation = value.member(ignoringCase: "operation")?.string ?? ""
        guard let binding = runtime.outputs[name] else {
            throw failure(name, BindingFailure(text: "couldn't find output binding \(name)"))
        }
        guard !operation.isEmpty else {
            throw failure(name, BindingFailure(text: "operation field is missing from request"))
        }
        let policy = runtime.outbound(name)
        let data = GoJSON.encode(value.member(ignoringCase: "data") ?? .null, numbers: .float64)
        let call = BindingRequest(operation: operation, data: data, metadata: metadata, timeout: policy.timeout)
        var attempt = 0
        while true {
            do {
                return answer(try await binding.invoke(call))
            } catch {
                attempt += 1
                guard let delay = policy.retry?.delay(before: attempt, random: .random(in: 0..<1)) else {
                    throw failure(name, error)
                }
                await host.pauses.pause(delay)
            }
        }
    }

    private func answer(_ response: BindingResponse?) -> HTTPResponse {
        guard let response else { return .empty(.noContent) }
        var answer = HTTPResponse.bytes(.ok, response.data, type: "application/json")
        for item in response.metadata { answer.headers.add("metadata.\(item.name)", item.value) }
        return answer
    }

    private func failure(_ name: String, _ failure: BindingFailure) -> DaprProblem {
        var problem = DaprProblem(
            500, "ERR_INVOKE_OUTPUT_BINDING", "error invoking output binding \(name): \(failure.text)")
        problem.headers = failure.metadata.map { ("metadata.\($0.name)", $0.value) }
        return problem
    }
}
