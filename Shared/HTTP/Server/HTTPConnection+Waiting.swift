internal import CMicrohttpd
internal import Reactor

/// While there is nothing to send yet: the connection is suspended, and watched by us if it takes long.
extension HTTPConnection {
    func suspend() {
        isSuspended = true
        MHD_suspend_connection(handle)
    }

    func resume() {
        isSuspended = false
        MHD_resume_connection(handle)
        server.needsRun()
    }

    func attach(_ stream: ResponseStream) {
        self.stream = stream
        stream.wake = { [unowned self] in if isSuspended { resume() } }
    }

    /// Nothing to send now. A suspended connection is watched by nobody, so from here on we look for its end.
    func pauseStream() {
        watchForLeave()
        suspend()
    }

    /// The stream's body is not needed any more.
    func detachStream() {
        unwatch()
        stream?.wake = nil
        stream?.close()
        stream = nil
    }

    /// Calls the handler off, or ends the stream, as soon as the client closes its side.
    func watchForLeave() {
        guard watch == nil else { return }
        watch = FileDescriptorSource(descriptor, "http client", for: .peerClosed) { [unowned self] _ in
            unwatch()
            if let stream { stream.close() } else { task?.cancel() }
        }
    }

    func unwatch() {
        watch?.cancel()
        watch = nil
    }

    var isWatched: Bool { watch != nil }

    /// Gives up waiting for the handler: 503, and the handler is cancelled.
    func abandon() {
        guard phase == .running, isSuspended else {
            stream?.stop()
            return
        }
        task?.cancel()
        finish(refusal(.shuttingDown), of: exchange)
    }
}
