internal import Observability
internal import Reactor

extension HTTPServer {
    static let drainRound = Duration.milliseconds(20)

    /// Stops: accepts nothing more, lets what runs end, and closes every connection once it is quiet.
    ///
    /// Every answer from now on says `Connection: close`; streams end. What still runs after `limit` is answered 503
    /// and cancelled. A second call returns at once.
    public func drain(within limit: Duration) async {
        // Never from inside a callback of the library, where a handler may have called this.
        await Task.yield()
        guard let daemon, !isDraining else { return }
        isDraining = true
        stopAccepting(daemon)
        let deadline = LoopClock.Instant.now.advanced(by: limit)
        while !connections.isEmpty, LoopClock.Instant.now < deadline {
            endQuietOnes()
            run()
            guard !connections.isEmpty else { break }
            do { try await LoopClock().sleep(for: Self.drainRound) } catch { break }
        }
        abandonTheRest()
        stopDaemon()
        logger.notice("Stopped listening", ["listener": .init(name)])
    }

    private func stopAccepting(_ daemon: Daemon) {
        // Who has connected already gets an answer: at most 10 are accepted in a run.
        var rounds = 0
        while rounds < 100, ListenSocket.hasWaiting(listener), connections.count < configuration.maxConnections {
            run()
            rounds += 1
        }
        let descriptor = daemon.quiesce()
        if descriptor >= 0 { ListenSocket.close(descriptor) }
    }

    private func endQuietOnes() {
        for connection in connections.values {
            connection.stream?.stop()
            guard connection.phase == .idle, !ListenSocket.hasWaiting(connection.descriptor) else {
                connection.quietRounds = 0
                continue
            }
            // A request may be under way: shut only who is quiet for a second round.
            connection.quietRounds += 1
            if connection.quietRounds > 1 { connection.shut() }
        }
    }

    /// The library aborts the process if it is stopped while a connection is suspended.
    private func abandonTheRest() {
        isAbandoning = true
        guard !connections.isEmpty else { return }
        logger.warning("Requests cut short at shutdown", ["listener": .init(name), "count": .init(connections.count)])
        for connection in connections.values { connection.abandon() }
        run()
        run()
    }
}
