/// Quoted-printable (RFC 2045, 6.7): lines of at most 76 characters, everything but printable ASCII as `=XX`.
enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var column = 0
        func put(_ piece: [UInt8]) {
            // One column is kept for the soft line break.
            if column + piece.count > 75 {
                text += [UInt8(ascii: "="), 13, 10]
                column = 0
            }
            text += piece
            column += piece.count
        }
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 10:
                text += [13, 10]
                column = 0
            case 13 where index + 1 < bytes.count && bytes[index + 1] == 10: break
            case 32, 9:
                let endsLine = index + 1 == bytes.count || bytes[index + 1] == 10 || bytes[index + 1] == 13
                put(endsLine ? escape(byte) : [byte])
            case 33...60, 62...126: put([byte])
            default: put(escape(byte))
            }
        }
        return text
    }

    private static func escape(_ byte: UInt8) -> [UInt8] {
        [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// A byte inside an encoded word (RFC 2047, 4.2).
    static func word(_ byte: UInt8) -> String {
        switch byte {
        case 32: "_"
        case 33...60, 62, 64...94, 96...126: String(UnicodeScalar(byte))
        default: String(decoding: escape(byte), as: UTF8.self)
        }
    }
}
