/// Pointers of RFC 6901 as plain strings: `/reminders/0/offset`.
public enum JSONPointer {
    /// The pointer to the whole text.
    public static let root = ""

    /// One reference token, `~` and `/` escaped.
    public static func escape(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        var escaped = ""
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension String {
    /// This pointer with one token more.
    func appending(_ token: String) -> String { "\(self)/\(JSONPointer.escape(token))" }

    /// This pointer with an array index.
    func appending(_ index: Int) -> String { "\(self)/\(index)" }
}
