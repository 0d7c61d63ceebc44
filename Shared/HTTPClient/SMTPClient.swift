internal import CCurl
public import Reactor

/// Hands mails to a mail server, on the loop, over libcurl: a connection for each, nothing blocks.
@LoopActor public final class SMTPClient {
    private var transport: CurlTransport?
    private var calls: [UnsafeMutableRawPointer: SMTPCall] = [:]

    /// A client without connections.
    public init() {
        transport = CurlTransport(window: 16) { [unowned self] context, code in
            let call = Unmanaged<SMTPCall>.fromOpaque(context).takeUnretainedValue()
            calls[call.easy] = nil
            call.end(code == CURLE_OK ? .success(()) : .failure(SMTPError(code, replies: call.replies)))
        }
    }

    /// Returns once the server has taken the mail for all its recipients; without `timeout` it waits as long as the
    /// server does.
    public func send(
        _ mail: SMTPMail, through server: SMTPServer, timeout: Duration? = nil
    ) async throws(SMTPError) {
        if let mistake = mail.mistake { throw SMTPError(.invalidMail, message: mistake) }
        guard let transport, let call = SMTPCall(mail, through: server, timeout: timeout) else {
            throw SMTPError(.shutDown, message: "the client was shut down")
        }
        calls[call.easy] = call
        let result = await withUnsafeContinuation { continuation in
            call.continuation = continuation
            transport.start(call.easy)
        }
        try result.get()
    }

    /// Ends every mail under way; whether the server takes it is then unknown.
    public func shutdown() {
        for call in calls.values {
            transport?.stop(call.easy)
            call.end(.failure(SMTPError(.shutDown, message: "the client was shut down")))
        }
        calls.removeAll()
        transport = nil
    }
}
