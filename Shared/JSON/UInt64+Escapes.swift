extension UInt64 {
    /// True when none of the eight bytes is a quote, a backslash or below 0x20; may be false when that is so too.
    @inline(__always) var hasNoEscape: Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = self ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = self ^ (ones &* UInt64(UInt8(ascii: "\\")))
        // The subtraction sets the high bit of each byte that was smaller. Bytes from 0x80 have it already, so they are
        // taken out. A borrow from the neighbour can only add false alarms.
        let found = (quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (self &- ones &* 0x20) & ~self
        return found & (ones &* 0x80) == 0
    }
}
