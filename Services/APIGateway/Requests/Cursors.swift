import Cryptography
import FoundationEssentials
import TodoCore
import TodoStore

/// Makes and reads the opaque places in lists that `next_cursor` carries.
///
/// A cursor is signed together with its list (whose, which filters, which order): one from another list, or made up, is
/// refused.
struct Cursors: Sendable {
    private let signature: HMACSHA256

    init(key: [UInt8]) { signature = HMACSHA256(key: key) }

    /// The cursor of a place; `list` says which list it belongs to.
    func make(_ place: Place, in list: String) -> String {
        var text = place.direction == .back ? "<" : ""
        text += "\(place.key.map { String($0.microsecondsSince1970) } ?? "-").\(place.id.uuidString)"
        for part in place.texts { text += "." + (part.map { "=" + Base64URL.encode(Array($0.utf8)) } ?? "") }
        return Base64URL.encode(Array(text.utf8) + code(text, list))
    }

    /// The place of a cursor.
    func read(_ cursor: String, in list: String) throws(TodoError) -> Place {
        let mistake = TodoError.invalidParameter(name: "cursor", detail: "is not one of this list's next_cursor values")
        guard cursor.utf8.count < 4_096, let bytes = Base64URL.decode(cursor), bytes.count > Self.codeLength else {
            throw mistake
        }
        let text = String(decoding: bytes.dropLast(Self.codeLength), as: UTF8.self)
        guard constantTimeEquals(Array(bytes.suffix(Self.codeLength)), code(text, list)) else { throw mistake }
        let parts = text.drop { $0 == "<" }.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let id = UUID(uuidString: String(parts[1])) else { throw mistake }
        return Place(
            key: Int64(parts[0]).map(Date.init(microsecondsSince1970:)), id: id,
            texts: parts.dropFirst(2).map { part in
                part.hasPrefix("=")
                    ? Base64URL.decode(String(part.dropFirst())).map { String(decoding: $0, as: UTF8.self) } : nil
            }, direction: text.hasPrefix("<") ? .back : .forward)
    }

    /// Behind which item a page starts, or before which it ends: the value it is sorted by, if it has one, and its id.
    struct Place: Sendable, Equatable {
        let key: Date?
        let id: UUID
        /// Values it is sorted by that are no instants.
        var texts: [String?] = []
        var direction = ListDirection.forward
    }

    private static let codeLength = 16

    private func code(_ text: String, _ list: String) -> [UInt8] {
        Array(signature.code(for: Array("\(text)|\(list)".utf8)).prefix(Self.codeLength))
    }
}
