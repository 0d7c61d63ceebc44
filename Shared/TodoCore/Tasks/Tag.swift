public import FoundationEssentials
public import JSON

/// A label of a user's own for tasks and series.
public struct Tag: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<Tag>

    /// Its identifier, made before the row is written.
    public let id: ID
    /// Checked by `TagName`, in NFC; no other tag of the user has it in any case.
    public var name: String
    /// Checked by `TagColor`; nil where the user chose none.
    public var color: String?
    /// Rises by one with each change.
    public var version: Int
    /// When it was made.
    public let createdAt: Date
    /// When its version last rose.
    public var updatedAt: Date

    /// A tag of stored or checked values.
    public init(id: ID, name: String, color: String?, version: Int = 1, createdAt: Date, updatedAt: Date) {
        self.id = id
        self.name = name
        self.color = color
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Changes what is said; nil leaves a value alone. False when all of it is so already.
    public mutating func update(name newName: String?, color newColor: String??, at now: Date) -> Bool {
        let wanted = (name: newName ?? name, color: newColor ?? color)
        // Swift takes composed and decomposed letters for equal; here they are stored in one form only.
        guard (name, color) != wanted else { return false }
        (name, color) = wanted
        version += 1
        updatedAt = now.inMicroseconds
        return true
    }

    /// Writes the tag as the API shows it.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("name", name)
            json.member("color", color)
            json.member("version", version)
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}

/// The rule of colours.
public enum TagColor {
    /// The colour in upper case.
    ///
    /// - Throws: a mistake with code `invalid-color` for anything but `#` and six hexadecimal digits.
    public static func check(_ text: String) throws(FieldMistake) -> String {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, digits.allSatisfy(isHexDigit) else {
            throw FieldMistake(code: "invalid-color", detail: "must be # and six hexadecimal digits, as in #3B82F6")
        }
        return text.uppercased()
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
