internal import FoundationEssentials

/// The resources of a folder, as every sidecar with that folder reads them; each takes what is in its scope.
struct ResourceFolder: Sendable {
    var components: [ComponentResource] = []
    var subscriptions: [SubscriptionResource] = []
    var resiliency: [ResiliencyResource] = []
    var configurations: [String: ConfigurationResource] = [:]
    /// Files that are no YAML: daprd warns and goes on without them.
    var unreadable: [String] = []
    /// By name; components refer to their secrets.
    private(set) var secrets: [String: SecretStore] = [:]

    init() {}

    /// Reads `*.yaml` and `*.yml`, in the order of their names; `environment` fills `envRef` and the local secrets.
    init(paths: [String], environment: [String: String]) throws(ResourceError) {
        for path in paths {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: path)
            } catch { throw ResourceError("cannot read the resources in \(path)") }
            var files: [(path: String, documents: [YAMLNode])] = []
            for name in names.sorted() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                if let documents = try read(file: "\(path)/\(name)") { files.append(("\(path)/\(name)", documents)) }
            }
            for document in files.flatMap(\.documents) { try addSecrets(document, environment) }
            for file in files {
                do throws(ResourceError) {
                    for document in file.documents { try add(document, environment) }
                } catch { throw ResourceError("\(file.path): \(error)") }
            }
        }
    }

    /// nil, and noted, for what is no YAML.
    private mutating func read(file: String) throws(ResourceError) -> [YAMLNode]? {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ResourceError("cannot read \(file)")
        }
        do {
            return try YAMLReader.parse(Array(data))
        } catch {
            unreadable.append("\(file): \(error)")
            return nil
        }
    }

    /// Secret stores come first: whoever refers to a secret waits for its store.
    private mutating func addSecrets(_ document: YAMLNode, _ environment: [String: String]) throws(ResourceError) {
        guard document["kind"]?.string == "Component",
            document["spec"]?["type"]?.string?.hasPrefix("secretstores.local.") == true
        else { return }
        let component = try ComponentResource(document) { resolve($0, environment) }
        if let store = try SecretStore(component, environment: environment) { secrets[store.name] = store }
    }

    /// A kind that the stand-in does not know is left alone: daprd has more of them.
    mutating func add(_ document: YAMLNode, _ environment: [String: String]) throws(ResourceError) {
        switch document["kind"]?.string {
        case "Component":
            components.append(
                try ComponentResource(document) { resolve($0, environment) })
        case "Subscription": subscriptions.append(try SubscriptionResource(document))
        case "Resiliency": resiliency.append(try ResiliencyResource(document))
        case "Configuration":
            configurations[document["metadata"]?["name"]?.string ?? ""] = ConfigurationResource(document)
        default: break
        }
    }

    /// From the store that `auth` names; one that is not of this machine stands for the environment, under the key's
    /// name.
    private func resolve(_ reference: ComponentResource.Reference, _ environment: [String: String]) -> String? {
        switch reference {
        case .secret(let store?, let name, let key) where secrets[store] != nil: secrets[store]?[name]?[key]
        case .secret(_, _, let key): environment[key]
        case .environment(let name) where name.hasPrefix("DAPR_") || name == "APP_API_TOKEN": nil
        case .environment(let name): environment[name]
        }
    }
}
