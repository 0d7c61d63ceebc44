/// The header fields of a message in their order; names compare without regard to case.
public struct HTTPClientHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    struct Field: Sendable, Equatable {
        var name: String
        var value: String
    }

    var fields: [Field] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0, value: $1) }
    }

    /// The first value of a field; setting it replaces all of them, nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.equalsIgnoringCase(name) }?.value }
        set {
            fields.removeAll { $0.name.equalsIgnoringCase(name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Appends a field and keeps those of the same name.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// All values of a field, in order.
    public func values(_ name: String) -> [String] {
        fields.filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// The fields in order.
    public var all: [(name: String, value: String)] { fields.map { ($0.name, $0.value) } }
}

extension HTTPClientHeaders {
    /// The field that cannot be sent as it is: a name that is no token (RFC 9110, 5.1), or a value with a control
    /// character. A line break in a value would begin a header, or a request, of somebody else's making.
    var firstUnsendable: String? {
        fields.first { !$0.name.isHTTPToken || $0.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F } }?.name
    }
}

extension String {
    /// Compares ASCII letters without regard to case, as field names are compared.
    func equalsIgnoringCase(_ other: String) -> Bool {
        func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
        return utf8.elementsEqual(other.utf8) { lowercased($0) == lowercased($1) }
    }

    /// True for a method or a field name as RFC 9110, 5.6.2 wants it.
    var isHTTPToken: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
                default: false
                }
            }
    }
}
