import Dapr
import Testing

@testable import NotificationService

@Suite struct MailOutcomeTests {
    private static let smtp = "error invoking output binding mail: error from smtp binding, sending email failed: "
    private static let mail = smtp + "gomail: could not send email 1: "

    @Test(arguments: [
        (smtp + "dial tcp 127.0.0.1:1025: connect: connection refused", "refused outage"),
        (smtp + "dial tcp: lookup mail: no such host", "refused outage"),
        (smtp + #"421 "4.3.2 closing""#, "refused outage"), (smtp + #"554 "no service""#, "refused outage"),
        (mail + #"421 "4.3.2 closing""#, "refused outage"), (mail + #"450 "4.2.0 greylisted""#, "refused"),
        (mail + #"452 "4.3.1 full""#, "refused"), (mail + #"550 "5.1.1 no such user""#, "rejected dead"),
        (mail + #"551 "moved""#, "rejected dead"), (mail + #"552 "5.3.4 too large""#, "rejected"),
        (mail + #"535 "5.7.8 bad credentials""#, "misconfigured"), (mail + "EOF", "unknown"),
        (smtp + "gomail: invalid address \"x\"", "rejected"),
        ("error invoking output binding mail: context deadline exceeded", "unknown"),
        (mail + "read tcp 10.0.0.1:5: connection reset by peer", "unknown"), ("something new", "refused outage"),
        ("error from SendGrid, sending email failed: 429 slow down", "refused outage"),
        ("error from SendGrid, sending email failed: 400 bad", "rejected"),
        ("error from SendGrid, sending email failed: 401 key", "misconfigured"),
        ("error from SendGrid, sending email failed: 503 later", "refused outage"),
    ])
    func theTextTellsWhetherTheMailWasTaken(text: String, expected: String) {
        #expect(word(DeliveryOutcome(componentText: text)) == expected)
    }

    @Test func theReplyLeadsWhatIsKeptOfTheError() {
        let outcome = DeliveryOutcome(componentText: Self.mail + #"550 "5.1.1 no such user""#)
        #expect(outcome == .rejected(#"550 "5.1.1 no such user""#, isAddressDead: true))
        #expect(
            DeliveryOutcome(componentText: "error from SendGrid, sending email failed: 429 slow down")
                == .refused("429 slow down", isOutage: true, atLeast: .seconds(60)))
    }

    @Test(arguments: [
        (DaprError(.transient, .notSent, message: "connection refused"), "unreachable"),
        (DaprError(.transient, .unknown, message: "timeout"), "unknown"),
        (DaprError(.cancelled, .unknown, message: "cancelled"), "unknown"),
        (
            DaprError(.configuration, .refused, status: 500, message: "couldn't find output binding mail"),
            "misconfigured"
        ),
        (DaprError(.configuration, .refused, status: 401, message: "invalid api token"), "misconfigured"),
        (DaprError(.payload, .refused, status: 400, message: "malformed"), "rejected"),
        (DaprError(.transient, .unknown, status: 500, message: mail + "EOF"), "unknown"),
        (DaprError(.transient, .unknown, status: 500, message: mail + #"550 "no""#), "rejected dead"),
        (DaprError(.transient, .refused, status: 429, message: "too many"), "refused outage"),
    ])
    func theSidecarsAnswerTellsTheRest(error: DaprError, expected: String) {
        #expect(word(DeliveryOutcome(ofMail: error)) == expected)
    }

    private func word(_ outcome: DeliveryOutcome) -> String {
        switch outcome {
        case .refused(_, isOutage: true, _): "refused outage"
        case .rejected(_, isAddressDead: true): "rejected dead"
        default: outcome.name
        }
    }
}
