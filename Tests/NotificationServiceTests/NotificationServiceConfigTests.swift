import Configuration
import HTTP
import Messaging
import Observability
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoStore

@testable import NotificationService

@LoopActor @Suite struct NotificationServiceConfigTests {
    private func read(_ values: [String: String]) throws -> NotificationServiceConfig {
        let reader = ConfigReader(values: values.merging(["database.url": "dbname=todo"]) { given, _ in given })
        let config = NotificationServiceConfig(reader)
        try reader.finish()
        return config
    }

    @Test func thePortsAreThoseOfTheService() throws {
        let config = try read([:])
        #expect(config.process.daprRoutes.port == 8001)
        #expect(config.process.daprRoutes.host == "127.0.0.1")
        #expect(config.process.probes.port == 9001)
        #expect(config.mail.bindings == ["mail"])
        #expect(config.reminders.late == .seconds(86_400))
    }

    @Test func moreComponentsSendMoreAtOnceAndLogSendsNone() throws {
        #expect(try read(["mail.binding": "mail, mail-2"]).mail.bindings == ["mail", "mail-2"])
        #expect(try read(["mail.binding": "log"]).mail.bindings.isEmpty)
    }

    @Test(arguments: [
        ["mail.binding": "mail,mail"], ["mail.from": "nobody"], ["mail.from": "Jörg <j@example.org>"],
        ["mail.from": "a@example.org;b@example.org"], ["reminder.lateLimit": "PT0S"],
    ])
    func mistakesStopTheStart(values: [String: String]) {
        #expect(throws: ConfigError.self) { _ = try read(values) }
    }

    @Test func servicesStandInTheOrderOfTheirDependencies() throws {
        let context = CommandContext(
            program: "notification-service", logger: LogRecorder().logger(), zones: NotificationWorld.zones)
        let built = App.build(try read(["mail.binding": "mail,mail-2"]), context)
        #expect(
            built.services.map(\.name) == [
                "listener probes", "postgres", "sidecar-client", "outbox-signal", "parked-events", "reconciler",
                "delivery-upkeep", "delivery-mail", "delivery-mail-2", "delivery-log", "reminders", "listener dapr",
            ])
    }
}
