/// Which secrets of a store an application may read: an entry of `secrets.scopes` in a Configuration.
struct SecretScope: Sendable, Equatable {
    let store: String
    private let allowsByDefault: Bool
    private let allowed: Set<String>
    private let denied: Set<String>

    /// nil when the entry names no store.
    init?(_ node: YAMLNode) {
        guard let store = node["storeName"]?.string else { return nil }
        self.store = store
        allowsByDefault = node["defaultAccess"]?.string?.lowercased() != "deny"
        allowed = Set(node["allowedSecrets"]?.strings ?? [])
        denied = Set(node["deniedSecrets"]?.strings ?? [])
    }

    func allows(_ secret: String) -> Bool {
        guard allowed.isEmpty else { return allowed.contains(secret) }
        return allowsByDefault && !denied.contains(secret)
    }
}
