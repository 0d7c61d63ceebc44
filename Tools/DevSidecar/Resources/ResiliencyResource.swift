/// A `kind: Resiliency` resource: policies by name, and which of them stand around which target.
struct ResiliencyResource: Sendable {
    var timeouts: [String: Duration] = [:]
    var retries: [String: RetrySchedule] = [:]
    var apps: [String: ResiliencyPolicy] = [:]
    var inbound: [String: ResiliencyPolicy] = [:]
    var outbound: [String: ResiliencyPolicy] = [:]
    let scopes: [String]

    init(_ node: YAMLNode) throws(ResourceError) {
        scopes = node["scopes"]?.strings ?? []
        let policies = node["spec"]?["policies"]
        if policies?["circuitBreakers"] != nil {
            throw ResourceError("circuit breakers are not imitated: run daprd to try them")
        }
        for item in policies?["timeouts"]?.members ?? [] {
            guard let value = item.value.string.flatMap({ GoDuration.parse($0) }) else {
                throw ResourceError("resiliency timeout \(item.key) is no duration")
            }
            timeouts[item.key] = value
        }
        for item in policies?["retries"]?.members ?? [] {
            retries[item.key] = try RetrySchedule(item.value, name: item.key)
        }
        let targets = node["spec"]?["targets"]
        for item in targets?["apps"]?.members ?? [] { apps[item.key] = try policy(item.value, of: item.key) }
        for item in targets?["components"]?.members ?? [] {
            if let node = item.value["inbound"] { inbound[item.key] = try policy(node, of: item.key) }
            if let node = item.value["outbound"] { outbound[item.key] = try policy(node, of: item.key) }
        }
    }

    private func policy(_ node: YAMLNode, of target: String) throws(ResourceError) -> ResiliencyPolicy {
        var policy = ResiliencyPolicy()
        if let name = node["timeout"]?.string {
            guard let timeout = timeouts[name] else { throw ResourceError("\(target): no timeout called \(name)") }
            policy.timeout = timeout
        }
        if let name = node["retry"]?.string {
            guard let retry = retries[name] else { throw ResourceError("\(target): no retry policy called \(name)") }
            policy.retry = retry
        }
        return policy
    }
}

/// What stands around one call: a limit for each attempt, and when to try again.
struct ResiliencyPolicy: Sendable, Equatable {
    var timeout: Duration?
    var retry: RetrySchedule?
}
