import Dapr
import FoundationEssentials
import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@testable import NotificationService

@LoopActor @Suite(.todoDatabase, .noHanging) struct MailChannelTests {
    private func deliver(
        email: String = "ann@example.org", timeout: Duration = .seconds(5),
        _ answer: @escaping @LoopActor (ScriptedServer.Request) -> ScriptedServer.Answer
    ) async throws -> (outcome: DeliveryOutcome, requests: [ScriptedServer.Request]) {
        let server = ScriptedServer(answer)
        defer { server.stop() }
        let channel = MailChannel(
            DaprClient(DaprConfig(url: server.url), http: HTTPClient()), binding: "mail",
            from: "Todo <todo@example.org>", timeout: timeout)
        var outcome: DeliveryOutcome?
        try await NotificationWorld.run { world in
            try await world.run("UPDATE users SET email = \(email)::citext")
            try await world.store()
            let claim = try #require(try await DeliveryStore(world.postgres).claim(channel: .email).first)
            outcome = await channel.deliver(claim)
        }
        return (try #require(outcome), server.requests)
    }

    @Test func everyFieldGoesWithEveryMailAndNeverACopy() async throws {
        let (outcome, requests) = try await deliver { _ in .status(204) }
        #expect(outcome == .sent())
        let request = try #require(requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/v1.0/bindings/mail")
        let body = try JSONReader.parse(request.body)
        #expect(body["operation"] == "create")
        #expect(body["data"]?.string?.hasPrefix("<!doctype html>") == true)
        #expect(body["data"]?.string?.contains("Due &quot;now&quot;") == true)
        let metadata = try #require(body["metadata"])
        #expect(metadata["emailFrom"] == "Todo <todo@example.org>")
        #expect(metadata["emailTo"] == "ann@example.org")
        #expect(metadata["subject"] == "Buy milk")
        #expect(metadata["priority"] == "3")
        #expect(metadata.object?.count == 4)
    }

    @Test func aSilentSidecarLeavesItOpen() async throws {
        let (outcome, _) = try await deliver(timeout: .seconds(2)) { _ in .silence }
        #expect(outcome.name == "unknown")
    }

    @Test func aServerThatRefusesTheRecipientIsUnderstood() async throws {
        let (outcome, _) = try await deliver { _ in
            .status(
                500,
                body: """
                    {"errorCode":"ERR_INVOKE_OUTPUT_BINDING","message":"error invoking output binding mail: error from \
                    smtp binding, sending email failed: gomail: could not send email 1: 550 \\"no such user\\""}
                    """)
        }
        #expect(outcome == .rejected(#"550 "no such user""#, isAddressDead: true))
    }

    @Test(arguments: ["a@example.org;b@example.org", "a@example.org, b@example.org", "a<b@example.org>"])
    func anAddressThatCouldBecomeTwoIsNotMailed(address: String) async throws {
        let (outcome, requests) = try await deliver(email: address) { _ in .status(204) }
        #expect(outcome.name == "rejected")
        #expect(requests.isEmpty)
    }
}
