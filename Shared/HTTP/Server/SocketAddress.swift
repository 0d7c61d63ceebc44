internal import Glibc

/// IPv4 and IPv6 addresses, from text and back.
enum SocketAddress {
    static func parse(_ host: String, port: UInt16) -> sockaddr_storage? {
        var storage = sockaddr_storage()
        var v4 = sockaddr_in()
        var v6 = sockaddr_in6()
        if inet_pton(AF_INET, host, &v4.sin_addr) == 1 {
            v4.sin_family = sa_family_t(AF_INET)
            v4.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v4, as: sockaddr_in.self) }
        } else if inet_pton(AF_INET6, host, &v6.sin6_addr) == 1 {
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: v6, as: sockaddr_in6.self) }
        } else {
            return nil
        }
        return storage
    }

    static func port(of address: sockaddr_storage) -> Int {
        withUnsafeBytes(of: address) { bytes in
            // Behind the family, in both kinds.
            Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        }
    }

    /// The address without the port; "" for a kind that is none of the two.
    static func text(_ address: UnsafePointer<sockaddr>) -> String {
        let raw = UnsafeRawPointer(address)
        var offset: Int
        var family = Int32(raw.load(as: sa_family_t.self))
        switch family {
        case AF_INET: offset = 4
        case AF_INET6: offset = 8
        default: return ""
        }
        // ::ffff:10.0.0.1 on a socket of both kinds is 10.0.0.1.
        if family == AF_INET6, isMapped(raw + offset) { (family, offset) = (AF_INET, offset + 12) }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard let text = inet_ntop(family, raw + offset, &buffer, socklen_t(buffer.count)) else { return "" }
        return String(cString: text)
    }

    private static func isMapped(_ address: UnsafeRawPointer) -> Bool {
        (0..<10).allSatisfy { address.load(fromByteOffset: $0, as: UInt8.self) == 0 }
            && address.load(fromByteOffset: 10, as: UInt8.self) == 0xFF
            && address.load(fromByteOffset: 11, as: UInt8.self) == 0xFF
    }
}
