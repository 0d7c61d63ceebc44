/// One address as Go's `net/mail` reads it: `a@x` or `Ann <a@x>`, in ASCII.
struct MailAddress {
    /// What the mail server is told.
    let spec: String

    struct Mistake: Error {
        let reason: String
    }

    init(_ text: String) throws(Mistake) {
        let text = text.drop { $0 == " " }
        guard !text.isEmpty else { throw Mistake(reason: "mail: no address") }
        var rest: Substring
        if let (plain, after) = Self.spec(text) {
            (spec, rest) = (String(plain), after)
        } else {
            guard let open = text.firstIndex(of: "<"), let (inner, after) = Self.spec(text[open...].dropFirst()),
                after.first == ">"
            else { throw Mistake(reason: "mail: missing '@' or angle-addr") }
            (spec, rest) = (String(inner), after.dropFirst())
        }
        rest = rest.drop { $0 == " " }
        guard rest.isEmpty else { throw Mistake(reason: "mail: expected single address, got \"\(rest)\"") }
    }

    /// `local@domain` at the start, and what follows.
    private static func spec(_ text: Substring) -> (spec: Substring, rest: Substring)? {
        let local = text.prefix(while: isAtom)
        let afterAt = text[local.endIndex...].dropFirst()
        let domain = afterAt.prefix(while: isAtom)
        guard !local.isEmpty, !domain.isEmpty, text[local.endIndex] == "@" else { return nil }
        return (text[..<domain.endIndex], text[domain.endIndex...])
    }

    /// RFC 5322, 3.2.3, and the dot.
    private static func isAtom(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "!#$%&'*+-/=?^_`{|}~.".contains(character))
    }
}
