import Configuration
import TodoCore

/// Through what mail leaves, and in whose name.
struct MailConfig: Sendable {
    /// Output bindings, each with one mail in flight at a time; more of them send more at once. Empty: mail is only logged.
    var bindings: [String]
    /// `todo@example.org`, or with a name `Todo <todo@example.org>`.
    var from: String

    init(bindings: [String] = ["mail"], from: String = "todo@localhost") {
        (self.bindings, self.from) = (bindings, from)
    }

    /// - `mail.binding` (list, mail): the components; `log` writes mails to the log instead.
    /// - `mail.from` (todo@localhost): the sender.
    init(_ config: ConfigReader) {
        self.init()
        let names = config.value(
            "mail.binding", default: bindings, check: Self.checkNames,
            "output bindings for mail, one mail at a time each; \"log\" writes mails to the log instead")
        bindings = names == ["log"] ? [] : names
        from = config.value("mail.from", default: from, check: Self.checkSender, "sender of mails")
    }

    private static func checkNames(_ names: [String]) -> String? {
        names.isEmpty || names.contains("") || Set(names).count != names.count
            ? "must name one or more different components" : nil
    }

    /// Plain ASCII: the binding takes other letters in a name only encoded.
    private static func checkSender(_ text: String) -> String? {
        let address: Substring
        if let open = text.lastIndex(of: "<"), text.last == ">" {
            address = text[text.index(after: open)...].dropLast()
        } else {
            address = text[...]
        }
        let name = text.dropLast(address.utf8.count)
        let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && !",;\"".utf8.contains($0) }
        guard isPlain, (try? EmailAddress.check(String(address))) != nil else {
            return "must be an address, or a name and an address: \"Todo <todo@example.org>\""
        }
        return nil
    }
}
