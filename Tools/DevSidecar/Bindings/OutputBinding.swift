internal import JSON
internal import Reactor

/// A component that carries something out of the system.
@LoopActor protocol OutputBinding: AnyObject {
    /// Carries out one request; throwing is a 500 with the provider's text.
    func invoke(_ request: BindingRequest) async throws(BindingFailure) -> BindingResponse?

    /// Gives up what is under way.
    func close()
}

struct BindingRequest: Sendable {
    let operation: String
    /// The re-encoded JSON: a string comes with its quotes, nothing as `null`.
    let data: [UInt8]
    let metadata: [String: String]
    var timeout: Duration?
}

struct BindingResponse: Sendable {
    var data: [UInt8] = []
    var metadata: [(name: String, value: String)] = []
}

struct BindingFailure: Error, Sendable {
    let text: String
    var metadata: [(name: String, value: String)] = []
}
