public import JSON

/// The rule of mail addresses. ASCII only: internationalised addresses are not taken.
public enum EmailAddress {
    /// In bytes (RFC 5321, 4.5.3.1.3 with its angle brackets).
    public static let maxLength = 254

    /// The trimmed address.
    ///
    /// Stricter than RFC 5321, on purpose: the binding splits addresses on `;`, and quoted local parts are a way to
    /// smuggle in whatever the next program takes for a separator.
    ///
    /// - Throws: a mistake with code `invalid-email`.
    public static func check(_ text: String) throws(FieldMistake) -> String {
        let address = TextRules.trimmed(text)
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard address.utf8.count <= maxLength, parts.count == 2, isLocalPart(parts[0]), isDomain(parts[1]) else {
            throw FieldMistake(code: "invalid-email", detail: "must be a mail address, as in \"ann@example.org\"")
        }
        return address
    }

    /// The dot-atom of RFC 5321, up to 64 characters.
    private static func isLocalPart(_ text: Substring) -> Bool {
        text.utf8.count <= 64
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                !atom.isEmpty && atom.utf8.allSatisfy { $0.isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
            }
    }

    /// Labels of letters, digits and inner hyphens; one label (`localhost`) is enough.
    private static func isDomain(_ text: Substring) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
