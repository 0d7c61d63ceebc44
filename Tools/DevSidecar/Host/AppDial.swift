internal import Glibc
internal import Reactor

/// Whether the application accepts connections: daprd dials it until it does, and only then calls it.
enum AppDial {
    /// True once a TCP connection stands, false when it is refused or takes longer than `limit`.
    @LoopActor static func accepts(port: Int, limit: Duration = .milliseconds(500)) async -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK | O_CLOEXEC, 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        let bell = Doorbell()
        let source = FileDescriptorSource(socket, "dial", for: .write) { _ in bell.ring() }
        defer { source.cancel() }
        guard await bell.wait(limit) else { return false }
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size)
        return error == 0
    }
}
