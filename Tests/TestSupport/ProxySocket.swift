#if canImport(Testing)
    internal import Glibc

    /// The few socket calls that the proxy needs; every descriptor is non-blocking.
    enum ProxySocket {
        static func listen(_ ports: Range<UInt16>) -> (descriptor: Int32, port: Int) {
            // Children of the test must not hold it open.
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var yes: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            for port in ports.shuffled() {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                let bound = withUnsafePointer(to: &address) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
                // The first come holds the port from here on; a second one fails at listen().
                guard bound == 0, Glibc.listen(descriptor, 128) == 0 else { continue }
                makeNonBlocking(descriptor)
                return (descriptor, Int(port))
            }
            preconditionFailure("no free port for a proxy")
        }

        /// A connected Unix socket, or -1.
        static func connect(_ path: String) -> Int32 {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard connected == 0 else {
                close(descriptor)
                return -1
            }
            makeNonBlocking(descriptor)
            return descriptor
        }

        static func makeNonBlocking(_ descriptor: Int32) {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }

        /// What is there to read now; nil at the end of the stream.
        static func read(_ descriptor: Int32) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            if count > 0 { return Array(bytes.prefix(count)) }
            return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
        }
    }
#endif
