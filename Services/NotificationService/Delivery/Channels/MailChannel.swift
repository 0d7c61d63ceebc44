import Dapr
import JSON
import Reactor
import TodoCore
import TodoStore

/// Mail through an output binding of the sidecar.
@LoopActor final class MailChannel: DeliveryChannel {
    let channel = Delivery.Channel.email
    let component: String
    private let dapr: DaprClient
    private let from: String
    /// Shorter than the lease, and than what the sidecar may take: a silent server holds the call for ever.
    private let timeout: Duration

    init(_ dapr: DaprClient, binding: String, from: String, timeout: Duration = .seconds(10)) {
        (self.dapr, component, self.from, self.timeout) = (dapr, binding, from, timeout)
    }

    func deliver(_ claim: ClaimedDelivery) async -> DeliveryOutcome {
        // Checked at sign-up too; but one separator in an address makes it two.
        guard let address = try? EmailAddress.check(claim.user.email) else {
            return .rejected("the address cannot be used")
        }
        let mail = MailMessage(claim.notification, delivery: claim.delivery.id, to: claim.user)
        do throws(DaprError) {
            _ = try await dapr.invokeBinding(
                component, data: Self.json(mail.html), metadata: metadata(mail, to: address, claim.notification.kind),
                timeout: timeout)
            return .sent()
        } catch {
            return DeliveryOutcome(ofMail: error)
        }
    }

    /// Every field with every request: what one leaves out, the component takes from an earlier one. Never copies to
    /// others: they could not be taken back.
    private func metadata(_ mail: MailMessage, to address: String, _ kind: NotificationKind) -> [String: String] {
        // 1 is the highest of five.
        ["emailFrom": from, "emailTo": address, "subject": mail.subject, "priority": kind == .security ? "1" : "3"]
    }

    private static func json(_ text: String) -> [UInt8] {
        var json = JSONWriter(capacity: text.utf8.count + 256)
        json.string(text)
        return json.bytes
    }
}
