#if canImport(Testing)
    internal import Glibc
    public import Reactor

    /// Ports for servers that must know each other's before they start.
    ///
    /// They lie below the range from which the kernel takes the ports of outgoing connections, so nobody takes one
    /// between the question and the answer but another test process, and that one starts elsewhere.
    @LoopActor public enum FreePorts {
        private static let range = 25_000..<26_000
        private static var next = range.lowerBound + Int(getpid()) * 61 % range.count

        /// A port of the loopback that nobody listens on; never the same twice.
        public static func take() -> Int {
            while true {
                let port = next
                next = next + 1 < range.upperBound ? next + 1 : range.lowerBound
                if isFree(port) { return port }
            }
        }

        private static func isFree(_ port: Int) -> Bool {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var one: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0).bigEndian
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
    }
#endif
