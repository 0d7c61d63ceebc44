internal import CCurl
internal import Reactor
internal import Synchronization

/// Where mails are handed over, one after the other.
///
/// On a thread of its own because curl's SMTP blocks even in the multi interface: while it waits for the answer to the
/// text of a mail and for the one to QUIT. A silent server would stop the loop.
actor SMTPThread {
    static let shared = SMTPThread()
    private static let loop = EventLoop(name: "smtp")
    nonisolated var unownedExecutor: UnownedSerialExecutor { Self.loop.asUnownedSerialExecutor() }

    func send(
        _ mail: SMTPMail, through server: SMTPServer, deadline: LoopClock.Instant?, abandoned: SMTPAbandonment
    ) -> Result<Void, SMTPError> {
        guard !abandoned.isSet else { return .failure(.shutDown) }
        var left: Duration?
        if let deadline {
            let time = LoopClock.Instant.now.duration(to: deadline)
            guard time > .zero else {
                return .failure(SMTPError(.timeout, message: "the mails before it took too long"))
            }
            left = time
        }
        guard curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK,
            let call = SMTPCall(mail, through: server, timeout: left, abandoned: abandoned)
        else { return .failure(SMTPError(.other(0), message: "no memory for a mail")) }
        return call.perform()
    }
}

/// Told by the loop, read by the thread: nobody waits for these mails any more.
final class SMTPAbandonment: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
