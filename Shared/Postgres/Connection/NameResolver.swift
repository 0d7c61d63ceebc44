internal import Glibc
internal import Reactor

/// Looks up names of hosts on a thread of its own: `getaddrinfo` blocks for as long as the name server likes.
actor NameResolver {
    static let shared = NameResolver()

    private static let loop = EventLoop(name: "resolver")

    nonisolated var unownedExecutor: UnownedSerialExecutor { Self.loop.asUnownedSerialExecutor() }

    /// The addresses of each name that has any.
    func addresses(of names: [String]) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for name in names where found[name] == nil {
            let addresses = Self.lookUp(name)
            if !addresses.isEmpty { found[name] = addresses }
        }
        return found
    }

    private static func lookUp(_ name: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                == 0
            {
                let address = text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
                if !addresses.contains(address) { addresses.append(address) }
            }
            next = entry.pointee.ai_next
        }
        return addresses
    }
}
