/// A mail on its way to a server: the envelope, and the message with its headers as it is to be sent.
public struct SMTPMail: Sendable {
    /// An address without a display name.
    public var sender: String
    /// Addresses without display names; the copies too, blind or not.
    public var recipients: [String]
    /// Headers, an empty line and the body; lines end with CRLF.
    public var message: [UInt8]

    public init(sender: String, recipients: [String], message: [UInt8]) {
        (self.sender, self.recipients, self.message) = (sender, recipients, message)
    }

    /// What makes the envelope impossible to send; nil when nothing does.
    var mistake: String? {
        if recipients.isEmpty { return "a mail has no recipient" }
        for address in [sender] + recipients
        where address.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3C || $0 == 0x3E }) {
            return "an address holds a space, a control character or an angle bracket"
        }
        return nil
    }
}

/// The mail server to hand mails to.
public struct SMTPServer: Sendable {
    public var host: String
    /// 465 means TLS from the first byte; on any other port STARTTLS is used where the server offers it.
    public var port: Int
    public var user: String?
    public var password: String?
    public var verifiesCertificate: Bool

    public init(
        host: String, port: Int, user: String? = nil, password: String? = nil, verifiesCertificate: Bool = true
    ) {
        (self.host, self.port, self.user, self.password) = (host, port, user, password)
        self.verifiesCertificate = verifiesCertificate
    }
}
