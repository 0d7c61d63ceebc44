/// Base64 in the alphabet of URLs, without padding (RFC 4648 section 5, RFC 7515 section 2).
public enum Base64URL {
    static let codec = Base64Codec(last: (UInt8(ascii: "-"), UInt8(ascii: "_")))

    /// The text of some bytes.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: codec.encode(bytes), as: UTF8.self)
    }

    /// The bytes of a text; nil for padding, space, another alphabet, or a text that no bytes encode to.
    public static func decode(_ text: String) -> [UInt8]? { codec.decode(text.utf8) }

    /// The bytes of a text given as bytes.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? { codec.decode(text) }
}
