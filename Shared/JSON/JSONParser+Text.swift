extension JSONParser {
    mutating func skipSpace() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Steps over this byte if it is the next; never true at the end.
    mutating func skip(_ wanted: UInt8) -> Bool {
        guard byte == wanted, position < text.count else { return false }
        position += 1
        return true
    }

    /// The string whose opening quote is the next byte.
    mutating func string() throws(JSONSyntaxError) -> String {
        let quote = position
        let start = position + 1
        position = start
        var (escaped, ascii) = (false, true)
        while true {
            skipPlain()
            guard position < text.count else { throw fail(.syntax, "this string does not end", at: quote) }
            let byte = text[position]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                escaped = true
                position += 1  // whatever it is, it does not end the string
                if position < text.count, text[position] >= 0x80 { ascii = false }
            } else if byte < 0x20 {
                throw fail(.syntax, "a control character in a string has to be written as an escape")
            } else if byte >= 0x80 {
                ascii = false
            }
            position += 1
        }
        let raw = UnsafeBufferPointer(rebasing: text[start..<position])
        position += 1
        if !ascii, let place = UTF8Scan.firstInvalid(raw) {
            throw fail(.utf8, "these bytes are not UTF-8", at: start + place)
        }
        return escaped ? try unescape(raw, at: start) : String(decoding: raw, as: UTF8.self)
    }

    /// Steps over bytes of a string that mean themselves, eight at a time.
    private mutating func skipPlain() {
        let bytes = UnsafeRawBufferPointer(text)
        while position + 8 <= text.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            guard word.hasNoEscape, word & 0x8080_8080_8080_8080 == 0 else { break }
            position += 8
        }
        while position < text.count {
            let byte = text[position]
            guard byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
            position += 1
        }
    }

    private func unescape(_ raw: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONSyntaxError) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var index = 0
        while let backslash = raw[index...].firstIndex(of: UInt8(ascii: "\\")) {
            result.append(contentsOf: UnsafeBufferPointer(rebasing: raw[index..<backslash]))
            let letter = raw[backslash + 1]  // the scan saw a byte behind each backslash
            index = backslash + 2
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(letter)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try scalar(raw, &index, at: start)
                result.append(contentsOf: String(scalar).utf8)
            default: throw fail(.syntax, "JSON has no such escape", at: start + backslash)
            }
        }
        result.append(contentsOf: UnsafeBufferPointer(rebasing: raw[index...]))
        return String(decoding: result, as: UTF8.self)
    }

    /// The scalar of `\uXXXX`, or of two of them; `index` stands behind the `u`.
    private func scalar(
        _ raw: UnsafeBufferPointer<UInt8>, _ index: inout Int, at start: Int
    ) throws(JSONSyntaxError) -> Unicode.Scalar {
        let place = start + index - 2
        guard let first = hex(raw, &index) else { throw fail(.syntax, "\\u needs four hexadecimal digits", at: place) }
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = fail(.utf8, "half of a surrogate pair stands alone", at: place)
        guard first < 0xDC00, index + 1 < raw.count, raw[index] == UInt8(ascii: "\\"),
            raw[index + 1] == UInt8(ascii: "u")
        else { throw lone }
        index += 2
        guard let second = hex(raw, &index) else {
            throw fail(.syntax, "\\u needs four hexadecimal digits", at: start + index - 2)
        }
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw lone }
        return scalar
    }

    private func hex(_ raw: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt32? {
        guard index + 4 <= raw.count else { return nil }
        var value: UInt32 = 0
        for byte in raw[index..<index + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        index += 4
        return value
    }

    func fail(_ kind: JSONSyntaxError.Kind, _ detail: String, at offset: Int? = nil) -> JSONSyntaxError {
        JSONSyntaxError(kind, detail, at: offset ?? position, in: text)
    }

    /// The mistake at the position, where `wanted` should stand.
    func unexpected(_ wanted: String) -> JSONSyntaxError {
        guard position < text.count else { return fail(.syntax, "the text ends where it needs \(wanted)") }
        let rest = UnsafeBufferPointer(rebasing: text[position..<min(position + 4, text.count)])
        if rest[0] >= 0x80, UTF8Scan.firstInvalid(rest, cutOff: position + 4 < text.count) == 0 {
            return fail(.utf8, "these bytes are not UTF-8")
        }
        return fail(.syntax, "expected \(wanted)")
    }
}
