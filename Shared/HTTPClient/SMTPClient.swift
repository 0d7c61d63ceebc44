public import Reactor

/// Hands mails to a mail server, a connection for each; the loop does not wait, a thread of its own does.
@LoopActor public final class SMTPClient {
    private let abandoned = SMTPAbandonment()

    /// A client without connections.
    public init() {}

    /// Returns once the server has taken the mail for all its recipients; without `timeout` it waits as long as the
    /// server does.
    public func send(
        _ mail: SMTPMail, through server: SMTPServer, timeout: Duration? = nil
    ) async throws(SMTPError) {
        if let mistake = mail.mistake { throw SMTPError(.invalidMail, message: mistake) }
        let deadline = timeout.map { LoopClock.Instant.now.advanced(by: $0) }
        try await SMTPThread.shared.send(mail, through: server, deadline: deadline, abandoned: abandoned).get()
    }

    /// Gives every mail up within a second; whether the server takes the one under way is then unknown.
    public func shutdown() { abandoned.set() }
}
