import FoundationEssentials
import Testing

@testable import DevSidecar

/// The component files that ship, against the settings that were chosen for how daprd fails.
///
/// They are listed here whole: one more setting is a decision, too.
@Suite struct ComponentFilesTests {
    private static let ours = ["api-gateway", "notification-service", "recurring-task-service", "relay"]
    private static let topics =
        "task-events,task-created,task-updated,task-completed,task-updates,task-deleted,task-due-soon,"
        + "recurring-task-due,reminders,notifications,todo-dlq"

    @Test(arguments: ShippedFile.names) func theLocalFileDiffersInAddressesAlone(_ name: String) throws {
        let (shipped, local) = (try ShippedFile(name), try ShippedFile("local/\(name)"))
        for key in ["apiVersion", "kind", "metadata", "scopes"] { #expect(shipped.node[key] == local.node[key]) }
        for key in ["version", "ignoreErrors", "initTimeout"] { #expect(shipped.spec?[key] == local.spec?[key]) }
    }

    @Test func bothFoldersHoldTheSameFiles() throws {
        for (folder, others) in [("", ["dapr.yaml", "local"]), ("/local", [])] {
            let files = try FileManager.default.contentsOfDirectory(atPath: ShippedFile.folder + folder)
            #expect(files.sorted() == (ShippedFile.names.map { $0 + ".yaml" } + others).sorted())
        }
    }

    @Test(arguments: ["", "local/"]) func everyApplicationSeesOnlyWhatItUses(_ folder: String) throws {
        let scopes = [
            "kafka-pubsub": ["relay", "notification-service", "recurring-task-service"],
            "statestore": ["api-gateway"], "recurring-cron": ["recurring-task-service"],
            "reminder-cron": ["notification-service"], "mail": ["notification-service"], "secrets": ["nobody"],
            "resiliency": ["api-gateway", "relay", "notification-service", "recurring-task-service"],
        ]
        for (name, expected) in scopes { #expect(try ShippedFile(folder + name).scopes == expected, "\(name)") }
        #expect(!Self.ours.contains("nobody"))
    }

    @Test func theBrokersSettingsAreThese() throws {
        let delivery = [
            "initialOffset": "oldest", "backOffPolicy": "constant", "backOffDuration": "1s", "backOffMaxRetries": "-1",
            "heartbeatInterval": "1s", "sessionTimeout": "10s", "producerRequiredAcks": "all", "dialTimeout": "5s",
            "readTimeout": "15s", "writeTimeout": "15s", "maxMessageBytes": "1048576", "allowedTopics": Self.topics,
            "protectedTopics": Self.topics,
            "publishingScopes": "relay=\(Self.topics);notification-service=;recurring-task-service=",
            "subscriptionScopes":
                "relay=;notification-service=task-events,reminders;recurring-task-service=task-events",
        ]
        let shipped = [
            "brokers": "secret kafka brokers", "authType": "password", "saslUsername": "secret kafka username",
            "saslPassword": "secret kafka password", "saslMechanism": "SHA-256",
        ]
        let local = ["brokers": "127.0.0.1:9092", "authType": "none"]
        for (name, connection) in [("kafka-pubsub", shipped), ("local/kafka-pubsub", local)] {
            let file = try ShippedFile(name)
            #expect(file.spec?["type"]?.text == "pubsub.kafka")
            #expect(file.settings == delivery.merging(connection) { _, new in new })
            let settings = try KafkaSettings(try file.component())
            #expect(settings.initialOffset == .oldest && settings.consumeRetryEnabled)
            #expect(settings.backOff == RetrySchedule(.constant(.seconds(1)), maxRetries: nil))
            #expect(settings.consumerGroup == nil)
        }
    }

    @Test func onlyTheRelayPublishesAndConsumersHearTheirOwn() throws {
        let access = TopicAccess(try ShippedFile("kafka-pubsub").component())
        #expect(access.mayPublish("task-events", "relay") && !access.mayPublish("task-events", "api-gateway"))
        #expect(!access.mayPublish("task-events", "notification-service") && !access.mayPublish("other", "relay"))
        #expect(access.maySubscribe("reminders", "notification-service"))
        #expect(access.maySubscribe("task-events", "recurring-task-service"))
        #expect(!access.maySubscribe("reminders", "recurring-task-service"))
        #expect(!access.maySubscribe("task-events", "relay"))
    }

    @Test func theStoreIsACacheThatMayBeMissing() throws {
        let shared = ["keyPrefix": "appid", "ttlInSeconds": "86400"]
        let shipped = [
            "redisHost": "secret redis host", "redisPassword": "secret redis password", "enableTLS": "true",
        ]
        let local = ["redisHost": "127.0.0.1:6379", "redisPassword": "", "enableTLS": "false"]
        for (name, connection) in [("statestore", shipped), ("local/statestore", local)] {
            let file = try ShippedFile(name)
            #expect(file.spec?["type"]?.text == "state.redis" && file.spec?["ignoreErrors"]?.bool == true)
            #expect(file.settings == shared.merging(connection) { _, new in new })
        }
        for name in ShippedFile.names where name != "statestore" {
            #expect(try ShippedFile(name).spec?["ignoreErrors"] == nil, "\(name)")
        }
    }

    @Test func theMailBindingHasAnAddresseeWhoIsNobody() throws {
        let shared = ["emailTo": "nobody@example.invalid", "subject": "Todo"]
        let shipped = [
            "host": "secret smtp host", "port": "secret smtp port", "user": "secret smtp user",
            "password": "secret smtp password", "emailFrom": "secret smtp from",
        ]
        let local = ["host": "127.0.0.1", "port": "1025", "emailFrom": "Todo <todo@localhost.localdomain>"]
        for (name, connection) in [("mail", shipped), ("local/mail", local)] {
            let file = try ShippedFile(name)
            #expect(file.spec?["type"]?.text == "bindings.smtp")
            #expect(file.settings == shared.merging(connection) { _, new in new })
        }
    }

    @Test(arguments: ["recurring-cron", "reminder-cron"], ["", "local/"])
    func theCronsAreInputsWithFieldSchedules(_ name: String, _ folder: String) throws {
        let file = try ShippedFile(folder + name)
        #expect(file.settings == ["schedule": "0 */5 * * * *", "direction": "input"])
        let binding = try InputBinding(try file.component())
        #expect(binding.isDeclaredInput && binding.path == name)
        guard case .fields = binding.schedule.form else {
            Issue.record("@every begins anew with each sidecar")
            return
        }
    }

    @Test func nobodyReadsSecretsThroughTheSidecar() throws {
        for (name, type) in [("secrets", "kubernetes"), ("local/secrets", "local.env")] {
            let file = try ShippedFile(name)
            #expect(file.spec?["type"]?.text == "secretstores.\(type)" && file.settings.isEmpty)
        }
    }
}
