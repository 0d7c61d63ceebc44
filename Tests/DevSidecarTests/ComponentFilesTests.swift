import FoundationEssentials
import Testing

@testable import DevSidecar

/// The component files that ship, against the settings that were chosen for how daprd fails.
@Suite struct ComponentFilesTests {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/dapr-components"
    static let names = [
        "kafka-pubsub", "statestore", "recurring-cron", "reminder-cron", "mail", "secrets", "resiliency", "config",
    ]

    private func document(_ name: String) throws -> YAMLNode {
        let data = try #require(FileManager.default.contents(atPath: "\(Self.root)/\(name).yaml"))
        return try #require(try YAMLReader.parse(Array(data)).first)
    }

    private func component(_ name: String) throws -> ComponentResource {
        try ComponentResource(try document(name)) { _ in "secret" }
    }

    @Test(arguments: names.filter { $0 != "config" }) func everyFileHasScopes(_ name: String) throws {
        #expect(try document(name)["scopes"]?.strings.isEmpty == false)
        #expect(try document(name)["scopes"] == document("local/\(name)")["scopes"])
    }

    @Test(arguments: names) func theLocalFilesHaveTheSameNames(_ name: String) throws {
        let (shipped, local) = (try document(name), try document("local/\(name)"))
        #expect(shipped["metadata"]?["name"] == local["metadata"]?["name"] && shipped["kind"] == local["kind"])
    }

    @Test(arguments: ["kafka-pubsub", "local/kafka-pubsub"]) func theBrokerLosesNothing(_ name: String) throws {
        let component = try component(name)
        let settings = try KafkaSettings(component)
        #expect(settings.initialOffset == .oldest && settings.consumeRetryEnabled)
        #expect(settings.backOff == RetrySchedule(.constant(.seconds(1)), maxRetries: nil))
        #expect(settings.heartbeatInterval == .seconds(1) && settings.sessionTimeout == .seconds(10))
        #expect(component["producerRequiredAcks"] == "all" && component["producerRetryMax"] == nil)
        #expect(
            component["dialTimeout"] == "5s" && component["readTimeout"] == "15s" && component["writeTimeout"] == "15s")
        #expect(component["consumerGroupRebalanceStrategy"] == nil && component["skipVerify"] == nil)
        #expect(try document(name)["spec"]?["ignoreErrors"] == nil)
        let access = TopicAccess(component)
        #expect(access.mayPublish("task-events", "relay") && !access.mayPublish("task-events", "api-gateway"))
        #expect(!access.mayPublish("task-events", "notification-service"))
        #expect(access.maySubscribe("reminders", "notification-service"))
        #expect(access.maySubscribe("task-events", "recurring-task-service"))
        #expect(!access.maySubscribe("reminders", "recurring-task-service"))
    }

    @Test(arguments: ["resiliency", "local/resiliency"]) func thereAreTimeoutsAndNothingElse(_ name: String) throws {
        let resiliency = try ResiliencyResource(try document(name))
        #expect(resiliency.retries.isEmpty)
        #expect(resiliency.inbound == ["kafka-pubsub": ResiliencyPolicy(timeout: .seconds(30))])
        #expect(
            resiliency.outbound == [
                "kafka-pubsub": ResiliencyPolicy(timeout: .seconds(20)),
                "mail": ResiliencyPolicy(timeout: .seconds(15)),
                "statestore": ResiliencyPolicy(timeout: .seconds(1)),
            ])
        #expect(!resiliency.timeouts.keys.contains { $0.hasPrefix("Default") })
    }

    @Test func onlyTheStoreMayBeMissing() throws {
        for name in Self.names where name != "statestore" {
            #expect(try document(name)["spec"]?["ignoreErrors"] == nil, "\(name)")
        }
        #expect(try document("statestore")["spec"]?["ignoreErrors"]?.bool == true)
        #expect(try document("statestore")["scopes"]?.strings == ["api-gateway"])
    }

    @Test func secretsAreReferences() throws {
        for name in ["kafka-pubsub", "statestore", "mail"] {
            for item in try document(name)["spec"]?["metadata"]?.items ?? [] {
                let setting = try #require(item["name"]?.string)
                guard setting.lowercased().contains("password") || setting.lowercased().contains("user") else {
                    continue
                }
                #expect(item["secretKeyRef"] != nil, "\(name): \(setting)")
            }
        }
    }

    @Test(arguments: ["recurring-cron", "reminder-cron"]) func theCronsAreInputsWithFieldSchedules(_ name: String)
        throws
    {
        let binding = try InputBinding(try component(name))
        #expect(binding.isDeclaredInput && binding.path == name)
        guard case .fields = binding.schedule.form else {
            Issue.record("@every begins anew with each sidecar")
            return
        }
    }

    @Test func theRunFileNamesTheFourApplications() throws {
        let data = try #require(FileManager.default.contents(atPath: "\(Self.root)/dapr.yaml"))
        let file = try RunFile(Array(data), folder: Self.root)
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
        }
    }
}
