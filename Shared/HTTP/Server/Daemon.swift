internal import CMicrohttpd
internal import Reactor

/// A running libmicrohttpd daemon: the owner of the C pointer.
@LoopActor final class Daemon {
    private let pointer: OpaquePointer
    private var isStopped = false

    /// Takes over the listening socket when it starts; `owner` is handed to every callback and must outlive it.
    init(listener: Int32, _ configuration: HTTPServerConfig, owner: UnsafeMutableRawPointer) throws(HTTPServerError) {
        // Ours come first; the library's own is for a stream whose client stopped reading.
        let timeout = configuration.idleTimeout.components.seconds + 2
        let settings = mhd_settings(
            listener: listener, connections: UInt32(clamping: configuration.maxConnections),
            connections_per_address: UInt32(clamping: configuration.connectionsPerAddress),
            timeout_seconds: UInt32(clamping: timeout), memory: 16 << 10)
        guard let pointer = mhd_start(settings, daemonCallbacks(owner: owner)) else { throw .libraryRefused }
        self.pointer = pointer
    }

    /// Readable when ``run()`` has something to do.
    var descriptor: Int32 { mhd_epoll_descriptor(pointer) }

    func run() { MHD_run(pointer) }

    /// Milliseconds until ``run()`` must be called, whatever the descriptor says. 0: it has seen and not finished
    /// something, and its sockets are edge-triggered: nothing else tells.
    var timeout: UInt64? {
        var milliseconds: UInt64 = 0
        return MHD_get_timeout(pointer, &milliseconds) == .YES ? milliseconds : nil
    }

    /// Accepts nothing from now on; the listening socket comes back.
    func quiesce() -> Int32 { MHD_quiesce_daemon(pointer) }

    /// Closes what is left. Aborts the process while a connection is suspended.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        MHD_stop_daemon(pointer)
    }
}
