internal import JSON

/// The three parts of a token, taken apart and not yet believed.
struct CompactToken {
    private static let limits = JSONLimits(depth: 16, bytes: JSONWebToken.longest)

    private let text: [UInt8]
    private let firstDot: Int
    private let secondDot: Int
    let signature: [UInt8]

    init(_ text: [UInt8]) throws(JSONWebTokenError) {
        let dot = UInt8(ascii: ".")
        guard let first = text.firstIndex(of: dot), let second = text[(first + 1)...].firstIndex(of: dot),
            // An empty signature is a token without one, whatever its header says.
            first > 0, second > first + 1, second + 1 < text.count,
            let signature = Base64URL.decode(text[(second + 1)...])
        else { throw .malformed }
        self.text = text
        firstDot = first
        secondDot = second
        self.signature = signature
    }

    /// Calls `body` with what the signature is over.
    func withSigned(_ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<secondDot])) }
    }

    func header() throws(JSONWebTokenError) -> JSONObject {
        guard case .object(let header) = try json(text[..<firstDot]) else { throw .malformed }
        return header
    }

    func payload() throws(JSONWebTokenError) -> JSONValue { try json(text[(firstDot + 1)..<secondDot]) }

    /// The JSON of a part. The reader refuses a name that stands twice, of which two readers might take one each.
    private func json(_ part: ArraySlice<UInt8>) throws(JSONWebTokenError) -> JSONValue {
        guard let bytes = Base64URL.decode(part) else { throw .malformed }
        do throws(JSONSyntaxError) {
            return try JSONReader.parse(bytes, limits: Self.limits)
        } catch {
            throw .malformed
        }
    }
}
