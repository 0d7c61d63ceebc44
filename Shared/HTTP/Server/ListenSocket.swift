internal import Glibc

/// A listening TCP socket, made here rather than by the library so that a port in use is a sentence.
struct ListenSocket {
    let descriptor: Int32
    let port: Int

    init(_ configuration: HTTPServerConfig) throws(HTTPServerError) {
        var address = try Self.address(configuration.host, configuration.port)
        let descriptor = socket(
            Int32(address.ss_family), Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var failed = descriptor < 0
        if !failed {
            Self.enable(SO_REUSEADDR, descriptor)
            if configuration.reusePort { Self.enable(SO_REUSEPORT, descriptor) }
            failed =
                Self.withAddress(&address) { bind(descriptor, $0, $1) } != 0
                || listen(descriptor, Int32(clamping: configuration.backlog)) != 0
        }
        guard !failed else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { Self.close(descriptor) }
            throw .cannotListen(host: configuration.host, port: configuration.port, reason: reason)
        }
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        self.descriptor = descriptor
        port = SocketAddress.port(of: address)
    }

    private static func enable(_ option: Int32, _ descriptor: Int32) {
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func address(_ host: String, _ port: Int) throws(HTTPServerError) -> sockaddr_storage {
        let name = host == "localhost" ? "127.0.0.1" : host
        guard let address = SocketAddress.parse(name, port: UInt16(clamping: port)) else { throw .notAnAddress(host) }
        return address
    }

    private static func withAddress(
        _ address: inout sockaddr_storage, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let size =
            address.ss_family == sa_family_t(AF_INET)
            ? MemoryLayout<sockaddr_in>.size
            : MemoryLayout<sockaddr_in6>.size
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }

    func close() { Self.close(descriptor) }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// True when there is something to read, or somebody to accept.
    static func hasWaiting(_ descriptor: Int32) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) > 0
    }
}
