import FoundationEssentials
import Testing

@testable import DevSidecar

/// The names of settings, against what each component says it reads: a name that is not read is not refused either.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: ShippedFile.lists))) struct SettingNamesTests {
    private struct List {
        var names: Set<String> = []
        var required: Set<String> = []
    }

    /// What the runtime itself reads of every component of a kind, and what a component reads without listing it.
    private static let unlisted: [(type: String, names: Set<String>)] = [
        ("pubsub.", ["allowedTopics", "protectedTopics", "publishingScopes", "subscriptionScopes"]),
        ("pubsub.kafka", ["backOffPolicy", "backOffDuration", "backOffMaxRetries"]),
        ("bindings.", ["direction", "route"]), ("state.", ["keyPrefix"]),
    ]

    /// By type and version.
    private func lists() throws -> [String: List] {
        var lists: [String: List] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: ShippedFile.lists)
        where file.hasSuffix(".yaml") {
            let data = try #require(FileManager.default.contents(atPath: "\(ShippedFile.lists)/\(file)"))
            let node = try #require(try YAMLReader.parse(Array(data)).first)
            let own = node["metadata"]?.items ?? []
            let profiles = (node["authenticationProfiles"]?.items ?? []).flatMap { $0["metadata"]?.items ?? [] }
            let type = "\(node["type"]?.text ?? "").\(node["name"]?.text ?? "") \(node["version"]?.text ?? "")"
            lists[type] = List(
                names: Set((own + profiles).compactMap { $0["name"]?.text }),
                required: Set(own.filter { $0["required"]?.bool == true }.compactMap { $0["name"]?.text }))
        }
        return lists
    }

    @Test(arguments: ShippedFile.components, ["", "local/"])
    func everyNameIsReadAndNoneThatIsRequiredIsMissing(_ name: String, _ folder: String) throws {
        let file = try ShippedFile(folder + name)
        let type = try #require(file.spec?["type"]?.text)
        let list = try lists()["\(type) \(file.spec?["version"]?.text ?? "")"]
        // Of stores for one machine there is no list.
        guard !type.hasPrefix("secretstores.local.") else { return #expect(file.settings.isEmpty) }
        let known = try #require(list, "there is no list of \(type)")
        let unlisted = Set(Self.unlisted.filter { type.hasPrefix($0.type) }.flatMap(\.names))
        let names = Set(file.settings.keys)
        #expect(names.subtracting(known.names).subtracting(unlisted).isEmpty)
        #expect(known.required.subtracting(names).isEmpty)
    }
}
