import FoundationEssentials
import Testing

@testable import DevSidecar

/// What ships for the sidecars themselves: policies, configuration, the run file of one machine.
@Suite struct SidecarFilesTests {
    @Test(arguments: ["resiliency", "local/resiliency"]) func thereAreTimeoutsAndNothingElse(_ name: String) throws {
        let file = try ShippedFile(name)
        #expect(file.spec?["policies"]?.members.map(\.key) == ["timeouts"])
        #expect(file.spec?["targets"]?.members.map(\.key) == ["apps", "components"])
        let resiliency = try ResiliencyResource(file.node)
        #expect(resiliency.inbound == ["kafka-pubsub": ResiliencyPolicy(timeout: .seconds(30))])
        #expect(
            resiliency.outbound == [
                "kafka-pubsub": ResiliencyPolicy(timeout: .seconds(20)),
                "mail": ResiliencyPolicy(timeout: .seconds(15)),
                "statestore": ResiliencyPolicy(timeout: .seconds(1)),
            ])
        #expect(resiliency.apps == ["recurring-task-service": ResiliencyPolicy(timeout: .seconds(5))])
        #expect(!resiliency.timeouts.keys.contains { $0.hasPrefix("Default") })
    }

    @Test func theConfigurationDeniesWhatIsNotUsed() throws {
        let shipped = try ShippedFile("config")
        let used = ["publish v1", "publish v1alpha1", "state v1", "bindings v1", "invoke v1"]
        #expect(allowed(shipped) == used)
        #expect(allowed(try ShippedFile("local/config")) == used + ["metadata v1"])
        let control = try #require(shipped.spec?["accessControl"])
        #expect(control["defaultAction"]?.text == "deny" && control["policies"]?.items.count == 1)
        for operation in control["policies"]?.items.flatMap({ $0["operations"]?.items ?? [] }) ?? [] {
            #expect(operation["name"]?.text == "/internal/tick" && operation["httpVerb"]?.strings == ["POST"])
        }
        for file in [shipped, try ShippedFile("local/config")] {
            let stores = file.spec?["secrets"]?["scopes"]?.items ?? []
            #expect(stores.compactMap { $0["storeName"]?.text } == ["secrets", "kubernetes"])
            #expect(stores.allSatisfy { $0["defaultAccess"]?.text == "deny" && $0["allowedSecrets"] == nil })
            #expect(file.spec?["mtls"] == nil && file.spec?["tracing"]?["samplingRate"]?.text == "0")
            #expect(file.spec?["logging"]?["apiLogging"]?["obfuscateURLs"]?.bool == true)
        }
    }

    private func allowed(_ file: ShippedFile) -> [String] {
        (file.spec?["api"]?["allowed"]?.items ?? []).map { item in
            #expect(item["protocol"]?.text == "http")
            return "\(item["name"]?.text ?? "") \(item["version"]?.text ?? "")"
        }
    }

    @Test func theRunFileNamesTheFourApplications() throws {
        let data = try #require(FileManager.default.contents(atPath: "\(ShippedFile.folder)/dapr.yaml"))
        let file = try RunFile(Array(data), folder: ShippedFile.folder)
        let ports = file.sidecars.map { [$0.appID, "\($0.appPort ?? 0)", "\($0.httpPort)"] }
        #expect(
            ports == [
                ["api-gateway", "8004", "3500"], ["notification-service", "8001", "3501"],
                ["recurring-task-service", "8002", "3502"], ["relay", "8003", "3503"],
            ])
        for options in file.sidecars {
            #expect(options.health == AppHealthOptions(path: "/healthz", interval: .seconds(1), threshold: 3))
            let folder = try ResourceFolder(paths: options.resourcePaths, environment: [:])
            #expect(folder.components.count == 6 && folder.unreadable.isEmpty)
            #expect(
                folder.subscriptions.isEmpty, "subscriptions stand beside their handlers, without a dead letter topic")
        }
    }
}
