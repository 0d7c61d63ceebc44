import HTTP

/// The value of a `Link` header (RFC 8288): pages of the list that a request asks for, as relative references.
struct PageLinks {
    private(set) var text = ""
    private let path: String
    /// The parameters that all pages share, encoded.
    private let shared: String

    init(_ request: HTTPRequest) {
        path = request.path
        shared =
            request.query.isEmpty
            ? ""
            : request.query.items.filter { $0.name != "page" && $0.name != "cursor" }.map {
                "\(Self.encoded($0.name))=\(Self.encoded($0.value))"
            }.joined(separator: "&")
    }

    var isEmpty: Bool { text.isEmpty }

    /// Adds the page that one more parameter stands for; without one, the list from its start.
    mutating func add(_ relation: StaticString, _ name: StaticString? = nil, _ value: String = "") {
        text += text.isEmpty ? "<" : ", <"
        text += path
        if name != nil || !shared.isEmpty { text += "?" }
        text += shared
        if let name {
            if !shared.isEmpty { text += "&" }
            text += "\(name)=\(value)"
        }
        text += ">; rel=\"\(relation)\""
    }

    private static func encoded(_ text: String) -> String {
        guard text.utf8.contains(where: { !isUnreserved($0) }) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), hex(byte >> 4), hex(byte & 15)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x37 + digit }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
