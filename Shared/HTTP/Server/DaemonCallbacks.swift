internal import CMicrohttpd
internal import Reactor

// The doors through which the library calls: always on the loop's thread, from `MHD_run` or `MHD_stop_daemon`.
// They belong to no actor, or the closures would check for one before they can say that they are on it.

nonisolated func daemonCallbacks(owner: UnsafeMutableRawPointer) -> mhd_callbacks {
    mhd_callbacks(
        access: accessCallback, target: targetCallback, completed: completedCallback, connection: connectionCallback,
        owner: owner)
}

/// First with the headers, then with each piece of the body, then once more: the request is whole.
private nonisolated let accessCallback: MHD_AccessHandlerCallback = {
    _, handle, _, method, version, data, size, _ in
    guard let handle, let method, let version, let size else { return .NO }
    nonisolated(unsafe) let (sent, whole) = (data, size)
    nonisolated(unsafe) let (verb, protocolVersion, connection) = (method, version, handle)
    return LoopActor.assumeIsolated {
        HTTPConnection.of(connection)?.access(method: verb, version: protocolVersion, data: sent, size: whole) ?? .NO
    }
}

/// With the request line, before the library changes it.
private nonisolated let targetCallback:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
        _, target, handle in
        guard let handle else { return nil }
        nonisolated(unsafe) let (text, connection) = (target, handle)
        LoopActor.assumeIsolated { HTTPConnection.of(connection)?.started(target: text) }
        return nil
    }

/// The request is over, answered or not.
private nonisolated let completedCallback: MHD_RequestCompletedCallback = { _, handle, _, reason in
    guard let handle else { return }
    nonisolated(unsafe) let connection = handle
    let isBroken = reason == .REQUEST_TERMINATED_WITH_ERROR
    LoopActor.assumeIsolated { HTTPConnection.of(connection)?.completed(isBroken: isBroken) }
}

/// A connection has opened or is about to be closed.
private nonisolated let connectionCallback: MHD_NotifyConnectionCallback = { owner, handle, context, event in
    guard let owner, let handle, let context else { return }
    nonisolated(unsafe) let (server, connection, slot) = (owner, handle, context)
    let isOpening = event == .CONNECTION_NOTIFY_STARTED
    LoopActor.assumeIsolated {
        let server = Unmanaged<HTTPServer>.fromOpaque(server).takeUnretainedValue()
        if isOpening {
            // Kept alive by the server until the library says that it has closed.
            slot.pointee = Unmanaged.passUnretained(server.opened(connection)).toOpaque()
        } else if let known = HTTPConnection.of(connection) {
            slot.pointee = nil
            known.closed()
            server.forget(known)
        }
    }
}
