/// Builds paths of the sidecar's API. Its path parameters are decoded like forms: a plus sign is a space there, so all
/// but the unreserved characters is percent-encoded.
struct SidecarPath {
    private(set) var text: String
    private var hasQuery = false

    /// A path of the API up to its first parameter: "/v1.0/state".
    init(_ prefix: StaticString) { text = "\(prefix)" }

    mutating func append(_ segment: String) { text += "/" + Self.encoded(segment) }

    /// A method's path, whose slashes stay.
    mutating func append(path: String) {
        for part in path.split(separator: "/") { append(String(part)) }
    }

    mutating func query(_ name: String, _ value: String) {
        text += (hasQuery ? "&" : "?") + Self.encoded(name) + "=" + Self.encoded(value)
        hasQuery = true
    }

    mutating func metadata(_ metadata: [String: String]) {
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { query("metadata." + name, value) }
    }

    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
