import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// The smtp binding against a mail server that takes, refuses, closes and is silent.
@LoopActor @Suite struct MailBindingTests {
    private static let full =
        #"{"operation":"create","data":"<b>hi</b>\n.dot","metadata":{"emailFrom":"f@example.org","#
        + #""emailTo":"t@example.org","emailBCC":"b@example.org","subject":"s"}}"#

    private func withMail(
        _ extra: [String] = [], _ body: @LoopActor (StandIn, Sidecar, MailServer) async throws -> Void
    ) async throws {
        let server = MailServer()
        let component = """
            kind: Component
            metadata: {name: mail}
            spec:
              type: bindings.smtp
              metadata:
                - {name: host, value: 127.0.0.1}
                - {name: port, value: "1"}
            """
        // The port of the file is overridden, as by --smtp-port.
        let overrides = ["bindings.smtp": ["port": "\(server.port)"]]
        try await withStandIn([component] + extra, change: { $0.overrides = overrides }) { standIn in
            try await body(standIn, try standIn.add("notifier"), server)
        }
        server.stop()
    }

    private func send(_ standIn: StandIn, _ sidecar: Sidecar, _ body: String = full) async throws -> HTTPClientResponse
    {
        try await standIn.call(sidecar, "POST", "/v1.0/bindings/mail", body)
    }

    @Test func aMailArrivesWholeAtEverybody() async throws {
        try await withMail { standIn, sidecar, server in
            #expect(try await send(standIn, sidecar).status == 204)
            let mail = try #require(server.mails.first)
            #expect(mail.sender == "f@example.org" && mail.recipients == ["t@example.org", "b@example.org"])
            #expect(mail.text.contains("\r\nTo: t@example.org\r\n") && !mail.text.contains("b@example.org"))
            // The dot was doubled on the wire.
            #expect(mail.text.hasSuffix("\r\n\r\n<b>hi</b>\r\n..dot"))
        }
    }

    @Test(arguments: [
        ("GREETING", "421 busy", #"sending email failed: 421 \"busy\""#),
        ("MAIL", "451 later", #"gomail: could not send email 1: 451 \"later\""#),
        ("RCPT", "550 no such user", #"gomail: could not send email 1: 550 \"no such user\""#),
        ("DATA", "554 no", #"gomail: could not send email 1: 554 \"no\""#),
        ("END", "552 too much", #"gomail: could not send email 1: 552 \"too much\""#),
    ])
    func aRefusalComesBackInTheServersWords(_ command: String, _ line: String, _ expected: String) async throws {
        try await withMail { standIn, sidecar, server in
            server.behaviours[command] = .answer(line)
            let response = try await send(standIn, sidecar)
            #expect(response.status == 500 && response.errorCode == "ERR_INVOKE_OUTPUT_BINDING")
            #expect(response.text.contains(expected), "\(response.text)")
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: ["RCPT", "END"]) func aConnectionThatEndsLeavesTheOutcomeUnknown(_ command: String) async throws {
        try await withMail { standIn, sidecar, server in
            server.behaviours[command] = .close
            let response = try await send(standIn, sidecar)
            #expect(response.text.contains("gomail: could not send email 1: EOF"), "\(response.text)")
            // The same words, whether or not it was taken.
            #expect(server.mails.count == (command == "END" ? 1 : 0))
        }
    }

    @Test func aSilentServerIsCutByThePolicy() async throws {
        let policy = StandIn.timeout(of: "mail", milliseconds: 50)
        try await withMail([policy]) { standIn, sidecar, server in
            server.behaviours["END"] = .silence
            let response = try await send(standIn, sidecar)
            #expect(response.text.hasSuffix(#"error invoking output binding mail: context deadline exceeded"}"#))
        }
    }

    @Test func fieldsOfARequestStickToTheNext() async throws {
        try await withMail { standIn, sidecar, server in
            let first = try await send(standIn, sidecar)
            let second = try await send(standIn, sidecar, #"{"operation":"create","data":"again"}"#)
            #expect(first.status == 204 && second.status == 204)
            #expect(
                server.mails.map(\.recipients) == [
                    ["t@example.org", "b@example.org"], ["t@example.org", "b@example.org"],
                ])
        }
    }

    private func mail(_ number: Int) -> String {
        #"{"operation":"create","data":"text \#(number)","metadata":{"emailFrom":"f@x.org","emailTo":"to\#(number)@x.org","subject":"s\#(number)"}}"#
    }

    @Test func withTwoRequestsInFlightAMailCanGoToTheWrongPerson() async throws {
        try await withMail { standIn, sidecar, server in
            server.behaviours["END"] = .silence
            try await standIn.fault(#"{"fault":"mail-cross","component":"mail"}"#, by: sidecar)
            async let first = send(standIn, sidecar, mail(1))
            try await eventually("the first mail") { server.mails.count == 1 }
            async let second = send(standIn, sidecar, mail(2))
            try await eventually("the second request") { standIn.host.faults.rules.first?.hits == 2 }
            server.wake("END", "250 taken")
            #expect(try await first.status == 204)
            #expect(try await second.status == 204)
            #expect(server.mails.map(\.recipients) == [["to1@x.org"], ["to1@x.org"]])
            #expect(server.mails.last?.text.contains("text 2") == true)
        }
        #expect(Figures().mailCrossing == 0.0015)
    }

    @Test func oneRequestAtATimeNeverCrosses() async throws {
        try await withMail { standIn, sidecar, server in
            try await standIn.fault(#"{"fault":"mail-cross"}"#, by: sidecar)
            for number in 0..<10 { #expect(try await send(standIn, sidecar, mail(number)).status == 204) }
            #expect(server.mails.map(\.recipients) == (0..<10).map { ["to\($0)@x.org"] })
        }
    }

    @Test func aTimeoutDoesNotStopTheMail() async throws {
        let policy = StandIn.timeout(of: "mail", milliseconds: 20)
        try await withMail([policy]) { standIn, sidecar, server in
            try await standIn.fault(#"{"fault":"mail-late","milliseconds":100,"count":1}"#, by: sidecar)
            let response = try await send(standIn, sidecar, mail(1))
            #expect(response.status == 500 && response.text.contains("context deadline exceeded"))
            #expect(server.mails.isEmpty)
            try await eventually("the mail") { server.mails.count == 1 }
        }
    }

    @Test func whatIsMissingIsNamed() async throws {
        try await withMail { standIn, sidecar, server in
            let response = try await send(standIn, sidecar, #"{"operation":"create","metadata":{"emailTo":"t@x"}}"#)
            let message =
                "error invoking output binding mail: smtp binding error: emailFrom property not supplied in "
                + "configuration- or request-metadata"
            #expect(response.status == 500 && response.json["message"]?.string == message)
            #expect(server.connections == 0)
        }
    }
}
