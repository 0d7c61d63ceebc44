internal import Reactor

/// How long a connection may take for what it is at; the library's own timeout is per inactivity, and a client that
/// sends a byte now and then stays for ever.
@LoopActor struct SlowClients {
    let configuration: HTTPServerConfig

    /// Sets the deadline of a connection that a run of the library has left unfinished.
    func settle(_ connection: HTTPConnection, now: LoopClock.Instant) {
        switch connection.phase {
        case .headers: connection.deadline.shorten(to: now.advanced(by: configuration.headerTimeout))
        case .body: connection.deadline.set(now.advanced(by: connection.limits.bodyTimeout))
        // A stream lasts; the library's own timeout ends it when the client reads nothing.
        case .writing where connection.stream != nil: connection.deadline.clear()
        case .writing: connection.deadline.set(now.advanced(by: writing(connection.bytesToWrite)))
        case .idle, .running, .closed: break
        }
    }

    private func writing(_ bytes: Int) -> Duration {
        configuration.writeTimeout + .milliseconds(bytes * 1000 / max(1, configuration.writeRate))
    }
}
