extension JSONWriter {
    /// Writes a string.
    @inlinable public mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// Writes a string from its UTF-8 bytes, which are not checked again: a column of the database, for one.
    public mutating func string(utf8 text: UnsafeRawBufferPointer) {
        reserve(text.count &+ 3)
        comma()
        put(UInt8(ascii: "\""))
        var index = 0
        // Eight bytes at a time while none of them needs an escape, which is nearly always.
        while index &+ 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word.hasNoEscape else {
                escape(text, from: index, to: index &+ 8)
                index &+= 8
                continue
            }
            UnsafeMutableRawPointer(base + used).storeBytes(of: word, as: UInt64.self)
            used &+= 8
            index &+= 8
        }
        finish(text, from: index)
        put(UInt8(ascii: "\""))
        pending = true
    }

    /// Writes the last bytes of `text`, fewer than eight: together with those before them, when none needs an escape.
    @inline(__always) private mutating func finish(_ text: UnsafeRawBufferPointer, from index: Int) {
        let rest = text.count &- index
        guard rest > 0, text.count >= 8 else { return escape(text, from: index, to: text.count) }
        let word = text.loadUnaligned(fromByteOffset: text.count &- 8, as: UInt64.self)
        guard word.hasNoEscape else { return escape(text, from: index, to: text.count) }
        UnsafeMutableRawPointer(base + (used &+ rest &- 8)).storeBytes(of: word, as: UInt64.self)
        used &+= rest
    }

    /// Writes some bytes of `text` one by one.
    private mutating func escape(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) {
        for index in start..<end {
            let byte = text[index]
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                put(byte)
                continue
            }
            // Six for the escape, the rest of the text, the closing quote.
            reserve(6 &+ text.count &- index)
            put(UInt8(ascii: "\\"))
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
            case 0x08: put(UInt8(ascii: "b"))
            case 0x09: put(UInt8(ascii: "t"))
            case 0x0A: put(UInt8(ascii: "n"))
            case 0x0C: put(UInt8(ascii: "f"))
            case 0x0D: put(UInt8(ascii: "r"))
            default:
                put(UInt8(ascii: "u"))
                put(UInt8(ascii: "0"))
                put(UInt8(ascii: "0"))
                put(UInt8(ascii: "0") &+ byte >> 4)
                let low = byte & 15
                put(low < 10 ? UInt8(ascii: "0") &+ low : UInt8(ascii: "a") &+ low &- 10)
            }
        }
    }

    /// Writes a UUID from its 16 bytes: `"0190…-…"`, lower case.
    public mutating func uuid(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        reserve(40)
        comma()
        let text = UnsafeMutableRawPointer(base + used)
        // 8-4-4-4-12 digits between quotes: four bytes of the UUID are eight digits.
        let (first, second, third, fourth) = (
            Self.hex(bytes, 0), Self.hex(bytes, 4), Self.hex(bytes, 8), Self.hex(bytes, 12)
        )
        text.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
        text.storeBytes(of: first, toByteOffset: 1, as: UInt64.self)
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 9, as: UInt8.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: second), toByteOffset: 10, as: UInt32.self)
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 14, as: UInt8.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32), toByteOffset: 15, as: UInt32.self)
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 19, as: UInt8.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: third), toByteOffset: 20, as: UInt32.self)
        text.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 24, as: UInt8.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32), toByteOffset: 25, as: UInt32.self)
        text.storeBytes(of: fourth, toByteOffset: 29, as: UInt64.self)
        text.storeBytes(of: UInt8(ascii: "\""), toByteOffset: 37, as: UInt8.self)
        used &+= 38
        pending = true
    }

    /// Eight digits for four bytes, in memory order on a little-endian machine, without a table.
    @inline(__always) private static func hex(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        var spread = UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        // The high digit of each byte comes first in the text, so it goes to the lower address.
        let nibbles = (spread & 0x000F_000F_000F_000F) << 8 | (spread >> 4) & 0x000F_000F_000F_000F
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }
}
