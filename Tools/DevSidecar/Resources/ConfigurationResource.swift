/// What the stand-in reads of a `kind: Configuration` resource.
struct ConfigurationResource: Sendable, Equatable {
    enum Tracing: Sendable, Equatable {
        /// No `tracing` section: replies and deliveries carry an all-zero `traceparent`.
        case unset
        /// Sampling rate 0: no such header.
        case off
        case on
    }

    var tracing = Tracing.unset
    private var secretScopes: [SecretScope] = []

    init() {}

    init(_ node: YAMLNode) {
        secretScopes = (node["spec"]?["secrets"]?["scopes"]?.items ?? []).compactMap { SecretScope($0) }
        guard let section = node["spec"]?["tracing"] else { return }
        let rate = section["samplingRate"]?.string.flatMap { Double($0) } ?? 0
        tracing = rate > 0 ? .on : .off
    }

    /// A store that no scope names is open.
    func allows(secret: String, of store: String) -> Bool {
        secretScopes.first { $0.store == store }?.allows(secret) ?? true
    }
}
