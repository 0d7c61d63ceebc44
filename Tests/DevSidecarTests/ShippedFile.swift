import FoundationEssentials
import Testing

@testable import DevSidecar

/// A file of `dapr-components`, read as the development sidecar reads it.
struct ShippedFile: CustomTestStringConvertible {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    static let folder = root + "/dapr-components"
    /// Where each component's own list of its settings lies; not beside every checkout.
    static let lists = root + "/../shared/schemas/dapr-components"

    static let components = ["kafka-pubsub", "statestore", "recurring-cron", "reminder-cron", "mail", "secrets"]
    static let names = components + ["resiliency", "config"]

    /// "local/mail" for the file of one machine.
    let name: String
    let node: YAMLNode

    init(_ name: String) throws {
        self.name = name
        let data = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name).yaml"))
        node = try #require(try YAMLReader.parse(Array(data)).first)
    }

    var testDescription: String { name }
    var spec: YAMLNode? { node["spec"] }
    var scopes: [String] { node["scopes"]?.strings ?? [] }

    /// The settings by name; a reference to a secret as "secret NAME KEY".
    var settings: [String: String] {
        var settings: [String: String] = [:]
        for item in spec?["metadata"]?.items ?? [] {
            let secret = item["secretKeyRef"].map { "secret \($0["name"]?.text ?? "") \($0["key"]?.text ?? "")" }
            settings[item["name"]?.text ?? ""] = secret ?? item["value"]?.text
        }
        return settings
    }

    func component() throws -> ComponentResource { try ComponentResource(node) { _ in "secret" } }
}
