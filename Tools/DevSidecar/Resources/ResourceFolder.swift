internal import FoundationEssentials

/// The resources of a folder, as every sidecar with that folder reads them; each takes what is in its scope.
struct ResourceFolder: Sendable {
    var components: [ComponentResource] = []
    var subscriptions: [SubscriptionResource] = []
    var resiliency: [ResiliencyResource] = []
    var configurations: [String: ConfigurationResource] = [:]
    /// Files that are no YAML: daprd warns and goes on without them.
    var unreadable: [String] = []

    init() {}

    /// Reads `*.yaml` and `*.yml`, in the order of their names; `environment` fills `envRef` and the local secrets.
    init(paths: [String], environment: [String: String]) throws(ResourceError) {
        for path in paths {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: path)
            } catch { throw ResourceError("cannot read the resources in \(path)") }
            for name in names.sorted() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                try read(file: "\(path)/\(name)", environment)
            }
        }
    }

    private mutating func read(file: String, _ environment: [String: String]) throws(ResourceError) {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ResourceError("cannot read \(file)")
        }
        let documents: [YAMLNode]
        do {
            documents = try YAMLReader.parse(Array(data))
        } catch {
            unreadable.append("\(file): \(error)")
            return
        }
        for document in documents {
            do {
                try add(document, environment)
            } catch { throw ResourceError("\(file): \(error)") }
        }
    }

    /// A kind that the stand-in does not know is left alone: daprd has more of them.
    mutating func add(_ document: YAMLNode, _ environment: [String: String]) throws(ResourceError) {
        switch document["kind"]?.string {
        case "Component":
            components.append(
                try ComponentResource(document) { Self.resolve($0, environment) })
        case "Subscription": subscriptions.append(try SubscriptionResource(document))
        case "Resiliency": resiliency.append(try ResiliencyResource(document))
        case "Configuration":
            configurations[document["metadata"]?["name"]?.string ?? ""] = ConfigurationResource(document)
        default: break
        }
    }

    /// Local secrets come from the environment (`secretstores.local.env`), under the key's name.
    private static func resolve(_ reference: ComponentResource.Reference, _ environment: [String: String]) -> String? {
        switch reference {
        case .secret(_, _, let key): environment[key]
        case .environment(let name) where name.hasPrefix("DAPR_") || name == "APP_API_TOKEN": nil
        case .environment(let name): environment[name]
        }
    }
}
