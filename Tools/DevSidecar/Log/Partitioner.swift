/// Which partition a key belongs to, as the kafka component decides it: FNV-1a, not the murmur2 of Java clients.
enum Partitioner {
    static func partition(of key: String, count: Int) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in key.utf8 {
            hash ^= UInt32(byte)
            hash &*= 16_777_619
        }
        // As a signed number, remainder by the count, sign dropped.
        let remainder = Int32(bitPattern: hash) % Int32(count)
        return Int(abs(remainder))
    }
}
