internal import JSON

/// A mail as the smtp component writes it: HTML, quoted-printable, encoded subject.
struct MailMessage: Sendable {
    let sender: String
    let recipients: [String]
    private let headers: [(name: String, value: String)]
    private let body: [UInt8]

    /// From the merged fields and the request's data; a JSON string loses its quotes.
    init(_ fields: [String: String], data: [UInt8]) throws(BindingFailure) {
        func field(_ name: String) throws(BindingFailure) -> String {
            guard let value = fields[name] else {
                throw BindingFailure(
                    text: "smtp binding error: \(name) property not supplied in configuration- or request-metadata")
            }
            return value
        }
        let from = try field("emailFrom")
        let to = try field("emailTo")
        let subject = try field("subject")
        let priority = fields["priority"].flatMap { Int($0) } ?? 3
        guard (1...5).contains(priority) else {
            throw Self.wrongPriority
        }
        var headers = [("Mime-Version", "1.0"), ("From", Self.encodedWords(from)), ("To", Self.list(to))]
        if let copies = fields["emailCC"] { headers.append(("Cc", Self.list(copies))) }
        headers.append(("Subject", Self.encodedWords(subject)))
        headers.append(("X-priority", String(priority)))
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        sender = try Self.address(from)
        var recipients: [String] = []
        for text in [to, fields["emailCC"], fields["emailBCC"]].compactMap({ $0 }) {
            for part in text.split(separator: ";", omittingEmptySubsequences: false) {
                recipients.append(try Self.address(String(part)))
            }
        }
        self.recipients = recipients
        body =
            (try? JSONReader.parse(data, limits: JSONLimits(depth: 128, bytes: .max)).string.map { Array($0.utf8) })
            ?? data
    }

    static let wrongPriority = BindingFailure(
        text: "smtp binding error:  priority value must be between 1 (highest) and 5 (lowest)")

    private static func list(_ text: String) -> String {
        text.split(separator: ";", omittingEmptySubsequences: false).map { encodedWords(String($0)) }
            .joined(separator: ", ")
    }

    /// What the mail server is told of an item; it is encoded before it is read, so no line can begin in it.
    private static func address(_ text: String) throws(BindingFailure) -> String {
        let encoded = encodedWords(text)
        do {
            return try MailAddress(encoded).spec
        } catch {
            throw BindingFailure(
                text: "error from smtp binding, sending email failed: gomail: could not send email 1: gomail: "
                    + "invalid address \"\(encoded)\": \(error.reason)")
        }
    }

    /// Headers and body with CRLF; `now` in milliseconds since 1970.
    func text(now: Int64) -> [UInt8] {
        var text = ""
        // Values are encoded: a line break in one would begin a header of somebody else's making.
        func line(_ name: String, _ value: String) { text += "\(name): \(value)\r\n" }
        line(headers[0].name, headers[0].value)
        line("Date", MailDate.text(now))
        for header in headers.dropFirst() { line(header.name, header.value) }
        line("Content-Type", "text/html; charset=UTF-8")
        line("Content-Transfer-Encoding", "quoted-printable")
        return Array(text.utf8) + [13, 10] + QuotedPrintable.encode(body) + [13, 10]
    }

    /// RFC 2047 words of at most 75 characters; plain text stays as it is.
    static func encodedWords(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 > 0x7E }) else { return text }
        var words: [String] = []
        var word = ""
        for character in text.unicodeScalars {
            let encoded = String(character).utf8.map(QuotedPrintable.word).joined()
            if word.utf8.count + encoded.utf8.count > 63 {
                words.append(word)
                word = ""
            }
            word += encoded
        }
        words.append(word)
        return words.map { "=?UTF-8?q?\($0)?=" }.joined(separator: "\r\n ")
    }
}
