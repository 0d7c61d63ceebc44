/// A `kind: Component` resource: what it is called, what it is, its settings, and whose sidecars load it.
struct ComponentResource: Sendable, Equatable {
    let name: String
    /// As in `pubsub.kafka`; it chooses the behaviour.
    let type: String
    let version: String
    let scopes: [String]
    /// Whether a sidecar starts, without it, when it cannot be initialised.
    var ignoresErrors = false
    /// In the order of the file; references resolved.
    private(set) var metadata: [(name: String, value: String)]

    static func == (a: ComponentResource, b: ComponentResource) -> Bool {
        a.name == b.name && a.type == b.type && a.version == b.version && a.scopes == b.scopes
            && a.metadata.elementsEqual(b.metadata) { $0.name == $1.name && $0.value == $1.value }
    }

    init(name: String, type: String, version: String = "v1", scopes: [String] = [], metadata: [String: String] = [:]) {
        (self.name, self.type, self.version, self.scopes) = (name, type, version, scopes)
        self.metadata = metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// `references` answers the value of a `secretKeyRef` or `envRef`; nil leaves the value empty, as daprd does.
    init(_ node: YAMLNode, references: (Reference) -> String?) throws(ResourceError) {
        guard let name = node["metadata"]?["name"]?.string else { throw ResourceError("a component has no name") }
        guard let type = node["spec"]?["type"]?.string else { throw ResourceError("component \(name) has no type") }
        self.name = name
        self.type = type
        version = node["spec"]?["version"]?.string ?? "v1"
        scopes = node["scopes"]?.strings ?? []
        ignoresErrors = node["spec"]?["ignoreErrors"]?.bool ?? false
        let store = node["auth"]?["secretStore"]?.string
        metadata = []
        for item in node["spec"]?["metadata"]?.items ?? [] {
            guard let key = item["name"]?.string else {
                throw ResourceError("component \(name): metadata without name")
            }
            metadata.append((key, Self.value(of: item, store: store, references: references)))
        }
    }

    private static func value(of item: YAMLNode, store: String?, references: (Reference) -> String?) -> String {
        if let secret = item["secretKeyRef"], let name = secret["name"]?.string {
            return references(.secret(store: store, name: name, key: secret["key"]?.string ?? name)) ?? ""
        }
        if let variable = item["envRef"]?.string { return references(.environment(variable)) ?? "" }
        return item["value"]?.text ?? ""
    }

    enum Reference: Sendable, Equatable {
        case secret(store: String?, name: String, key: String)
        case environment(String)
    }

    /// The value of a setting; names compare without regard to case, as most components compare them.
    subscript(setting: String) -> String? {
        metadata.first { $0.name.lowercased() == setting.lowercased() }.map(\.value)
    }

    /// The value with the templates of a sidecar filled in.
    func filled(appID: String, namespace: String = "") -> ComponentResource {
        var copy = self
        copy.metadata = metadata.map { item in
            (
                item.name,
                item.value.replacing("{appID}", with: appID)
                    .replacing("{namespace}", with: namespace.isEmpty ? appID : "\(namespace).\(appID)")
            )
        }
        return copy
    }

    /// The component with some settings replaced.
    func overriding(_ settings: [String: String]) -> ComponentResource {
        var copy = self
        copy.metadata = metadata.map { ($0.name, settings[$0.name] ?? $0.value) }
        return copy
    }

    /// The setting as a duration; a value that is none is a mistake of the file.
    func duration(_ setting: String, default fallback: Duration) throws(ResourceError) -> Duration {
        guard let text = self[setting], !text.isEmpty else { return fallback }
        guard let value = GoDuration.parse(milliseconds: text) else {
            throw ResourceError("component \(name): \(setting) is no duration: \(text)")
        }
        return value
    }

    func isIn(scopeOf appID: String) -> Bool { scopes.isEmpty || scopes.contains(appID) }
}
