/// The path of an API call: parts as daprd cleans and decodes them.
struct APIPath: Sendable {
    /// As they were sent, without empty ones: `//v1.0//publish/` is `v1.0/publish`.
    let raw: [Substring]

    init(_ path: String) { raw = path.split(separator: "/") }

    var count: Int { raw.count }

    /// A part, decoded by the rules of forms: `%2F` is a slash, `+` a space.
    func part(_ index: Int) -> String { Self.decode(raw[index]) }

    /// The parts from there on, with the slashes between them.
    func rest(from index: Int) -> String { raw[index...].map(Self.decode).joined(separator: "/") }

    /// True when the path begins with these parts.
    func hasPrefix(_ parts: String...) -> Bool {
        raw.count >= parts.count && zip(raw, parts).allSatisfy { $0 == $1 }
    }

    static func decode(_ part: Substring) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(part)
        }
        var bytes: [UInt8] = []
        var rest = part.utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else { continue }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
