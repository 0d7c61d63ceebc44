#if canImport(Testing)
    /// Finds messages in one direction of a PostgreSQL conversation, however the bytes are cut into pieces.
    struct WireScanner {
        /// Only the client's first message has no type byte.
        private var isStartup: Bool
        /// Bytes of the current message's head seen so far, and bytes of its body still to come.
        private var head: [UInt8] = []
        private var left = 0

        init(startsWithStartup: Bool) { isStartup = startsWithStartup }

        /// Takes `bytes` and answers where each message of `type` in them begins and ends. The head is five bytes, so a
        /// message that began in an earlier piece begins at 0 or before.
        mutating func find(_ type: Unicode.Scalar, in bytes: [UInt8]) -> [Range<Int>] {
            var found: [Range<Int>] = []
            var position = 0
            var start = -head.count
            while position < bytes.count {
                if left > 0 {
                    let step = min(left, bytes.count - position)
                    position += step
                    left -= step
                    continue
                }
                if head.isEmpty { start = position }
                head.append(bytes[position])
                position += 1
                guard head.count == (isStartup ? 4 : 5) else { continue }
                let length = head.suffix(4).reduce(0) { $0 << 8 | Int($1) }
                if !isStartup, head[0] == UInt8(ascii: type), position + length - 4 <= bytes.count {
                    found.append(max(0, start)..<position + length - 4)
                }
                left = length - 4
                head = []
                isStartup = false
            }
            return found
        }
    }
#endif
