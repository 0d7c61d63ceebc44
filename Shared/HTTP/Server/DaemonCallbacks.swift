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
    _, _, _, method, version, data, size, context in
    guard let method, let version, let size, let connection = context?.pointee else { return .NO }
    return LoopActor.assumeIsolated((connection, method, version, data, size)) { call in
        HTTPConnection.at(call.0).access(method: call.1, version: call.2, data: call.3, size: call.4)
    }
}

/// With the request line, before the library changes it. What it answers is the context of the calls that follow.
private nonisolated let targetCallback:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) -> UnsafeMutableRawPointer? = {
        _, target, handle in
        guard let handle, let context = mhd_connection_context(handle) else { return nil }
        LoopActor.assumeIsolated((context, target)) { call in HTTPConnection.at(call.0).started(target: call.1) }
        return context
    }

/// The request is over, answered or not.
private nonisolated let completedCallback: MHD_RequestCompletedCallback = { _, _, context, reason in
    guard let context, let known = context.pointee else { return }
    context.pointee = nil
    LoopActor.assumeIsolated((known, reason)) { call in
        HTTPConnection.at(call.0).completed(isBroken: call.1 == .REQUEST_TERMINATED_WITH_ERROR)
    }
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
        } else if let context = slot.pointee {
            slot.pointee = nil
            let known = HTTPConnection.at(context)
            known.closed()
            server.forget(known)
        }
    }
}
