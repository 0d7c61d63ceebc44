import JSON
import TestSupport

/// What two mails must have in common: the component writes the header's fields in random order.
struct MailLikeness: Equatable {
    let sender: String
    let recipients: [String]
    let fields: [String]
    let body: String

    init(_ recorded: JSONValue) {
        let sender = recorded["envelope_from"]?.string ?? ""
        self.init(
            String(sender.dropFirst().prefix { $0 != ">" }),
            recorded["envelope_to"]?.array?.compactMap(\.string) ?? [], recorded["message"]?.string ?? "")
    }

    init(_ mail: MailServer.Mail) { self.init(mail.sender, mail.recipients, mail.text) }

    private init(_ sender: String, _ recipients: [String], _ text: String) {
        (self.sender, self.recipients) = (sender, recipients)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
        fields = (parts.first ?? "").replacing("\r\n ", with: "\n ").split(separator: "\r\n").map(String.init)
            .filter { !$0.hasPrefix("Date:") }.sorted()
        body = (parts.dropFirst().first ?? "").replacing(/(?:\r\n)+$/, with: "")
    }
}
