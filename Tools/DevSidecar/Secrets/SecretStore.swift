internal import FoundationEssentials
internal import JSON

/// A `secretstores.local.*` component: secrets of the environment, or of a JSON file that is read once.
struct SecretStore: Sendable, Equatable {
    let name: String
    private let secrets: [String: [String: String]]
    /// `local.env` answers an empty text for a variable that is not there; a file says that it has no such secret.
    private let answersUnknown: Bool

    /// nil for a component of another kind.
    init?(_ component: ComponentResource, environment: [String: String]) throws(ResourceError) {
        name = component.name
        switch component.type {
        case "secretstores.local.env":
            answersUnknown = true
            secrets = Self.variables(environment, prefix: component["prefix"] ?? "")
        case "secretstores.local.file":
            answersUnknown = false
            secrets = try Self.file(component)
        default: return nil
        }
    }

    /// The fields of a secret; nil when there is none of that name.
    subscript(secret: String) -> [String: String]? { secrets[secret] ?? (answersUnknown ? [secret: ""] : nil) }

    /// All of them, by name.
    var all: [String: [String: String]] { secrets }

    // MARK: The environment

    private static func variables(_ environment: [String: String], prefix: String) -> [String: [String: String]] {
        var found: [String: [String: String]] = [:]
        for (variable, value) in environment where variable.hasPrefix(prefix) {
            // What daprd keeps to itself.
            if variable.hasPrefix("DAPR_") || variable == "APP_API_TOKEN" { continue }
            let name = String(variable.dropFirst(prefix.count))
            found[name] = [name: value]
        }
        return found
    }

    // MARK: The file

    private static func file(_ component: ComponentResource) throws(ResourceError) -> [String: [String: String]] {
        guard let path = component["secretsFile"], !path.isEmpty else {
            throw ResourceError("component \(component.name): missing local secrets file in metadata")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ResourceError("component \(component.name): cannot read \(path)")
        }
        guard let object = try? JSONReader.parse(Array(data), limits: JSONLimits(bytes: .max)).object else {
            throw ResourceError("component \(component.name): \(path) is no JSON object")
        }
        let separator = component["nestedSeparator"].flatMap { $0.isEmpty ? nil : $0 } ?? ":"
        guard component["multiValued"].flatMap(goBool) == true else {
            let flat = flatten(.object(object), separator)
            return Dictionary(flat.map { ($0.name, [$0.name: $0.value]) }, uniquingKeysWith: { $1 })
        }
        var found: [String: [String: String]] = [:]
        for member in object.members {
            switch member.value {
            case .string(let text): found[member.name] = [member.name: text]
            case .object:
                let fields = flatten(member.value, separator).map { ($0.name, $0.value) }
                found[member.name] = Dictionary(fields, uniquingKeysWith: { $1 })
            // A list at the top is not found.
            default: continue
            }
        }
        return found
    }

    private static func flatten(_ value: JSONValue, _ separator: String) -> [(name: String, value: String)] {
        func below(_ name: String, _ value: JSONValue) -> [(name: String, value: String)] {
            guard value.object != nil || value.array != nil else { return [(name, text(value))] }
            return flatten(value, separator).map { (name + separator + $0.name, $0.value) }
        }
        if let object = value.object { return object.members.flatMap { below($0.name, $0.value) } }
        return (value.array ?? []).enumerated().flatMap { below(String($0.offset), $0.element) }
    }

    /// What is no text goes through a verb for texts and comes out mangled, as in daprd: quote it in the file.
    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .bool(let truth): "%!s(bool=\(truth))"
        case .number(let number): "%!s(float64=\(GoNumber.text(of: Double(number.text) ?? 0)))"
        default: "%!s(<nil>)"
        }
    }
}
