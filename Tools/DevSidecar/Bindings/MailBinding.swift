internal import HTTPClient
internal import JSON
internal import Reactor

/// `bindings.smtp`: a mail per request.
///
/// As in Dapr, the fields of a request are merged into the component's own settings and stay there for later requests
/// that leave them out: send every field every time. Requests in flight at the same time share those settings, too, so
/// a few of their mails go to somebody else: send one at a time. And nothing stops a mail under way, a timeout neither.
@LoopActor final class MailBinding: OutputBinding {
    private let name: String
    private let server: SMTPServer
    private let context: SidecarContext
    private var fields: [String: String] = [:]
    /// What each request in flight asked for.
    private var inFlight: [Int: [String: String]] = [:]
    private var nextRequest = 0
    private let client = SMTPClient()

    private static let names = ["emailFrom", "emailTo", "emailCC", "emailBCC", "subject", "priority"]

    init(_ component: ComponentResource, context: SidecarContext) throws(ResourceError) {
        name = component.name
        self.context = context
        guard let host = component["host"], !host.isEmpty, let port = component["port"].flatMap({ Int($0) }) else {
            throw ResourceError("component \(component.name): host and port are required")
        }
        let user = component["user"].flatMap { $0.isEmpty ? nil : $0 }
        let password = component["password"].flatMap { $0.isEmpty ? nil : $0 }
        guard (user == nil) == (password == nil) else {
            throw ResourceError("component \(component.name): both user and password fields are required in metadata")
        }
        server = SMTPServer(
            host: host, port: port, user: user, password: password,
            verifiesCertificate: component["skipTLSVerify"].flatMap(goBool) != true)
        for name in Self.names { fields[name] = component[name].flatMap { $0.isEmpty ? nil : $0 } }
    }

    func invoke(_ request: BindingRequest) async throws(BindingFailure) -> BindingResponse? {
        guard request.operation == "create" else {
            throw BindingFailure(
                text: "binding \(name) does not support operation \(request.operation). supported operations:create")
        }
        for name in Self.names {
            guard let value = request.metadata[name], !value.isEmpty else { continue }
            // Looked at last and before it is kept: what came before it stays all the same.
            if name == "priority", let number = Int(value), !(1...5).contains(number) {
                throw MailMessage.wrongPriority
            }
            fields[name] = value
        }
        let mail = try MailMessage(crossed(fields), data: request.data)
        let number = nextRequest
        nextRequest += 1
        inFlight[number] = fields
        let attempt = Attempt()
        context.tasks.spawn {
            attempt.end(await self.handOver(mail))
            self.inFlight[number] = nil
        }
        guard let result = await attempt.result(within: request.timeout) else {
            throw BindingFailure(text: "context deadline exceeded")
        }
        try result.get()
        return nil
    }

    /// With another request in flight addressee and subject may be that one's, each by itself.
    private func crossed(_ fields: [String: String]) -> [String: String] {
        guard let other = inFlight.values.first else { return fields }
        var fields = fields
        for name in ["emailTo", "subject"] where crosses() { fields[name] = other[name] ?? fields[name] }
        return fields
    }

    private func crosses() -> Bool {
        context.faults.draw(.mailCross, at: place) != nil || context.faults.chance(context.figures.mailCrossing)
    }

    private func handOver(_ mail: MailMessage) async -> Result<Void, BindingFailure> {
        if case .mailLate(let delay)? = context.faults.draw(.mailLate, at: place)?.fault {
            await context.pauses.pause(delay)
        }
        do {
            try await client.send(
                SMTPMail(
                    sender: mail.sender, recipients: mail.recipients, message: mail.text(now: WallClock.milliseconds)),
                through: server)
            return .success(())
        } catch { return .failure(BindingFailure(text: text(of: error))) }
    }

    private var place: FaultPlace { context.place(component: name) }

    /// A mail under way, and the request that waits for it, perhaps not to the end.
    @LoopActor private final class Attempt {
        private var outcome: Result<Void, BindingFailure>?
        private let bell = Doorbell()

        func end(_ result: Result<Void, BindingFailure>) {
            outcome = result
            bell.ring()
        }

        func result(within limit: Duration?) async -> Result<Void, BindingFailure>? {
            await bell.wait(limit)
            return outcome
        }
    }

    /// The component's words, so that a client that reads them learns to read the real ones.
    private func text(of error: SMTPError) -> String {
        let prefix = "error from smtp binding, sending email failed: "
        let quoted = error.reply.map { reply in
            let code = reply.prefix(3)
            return "\(code) \"\(reply.dropFirst(4))\""
        }
        switch error.kind {
        case .timeout: return "context deadline exceeded"
        case .notConnected: return "\(prefix)dial tcp \(server.host):\(server.port): connect: connection refused"
        case .greetingRefused: return prefix + (quoted ?? error.message)
        case .refused: return "\(prefix)gomail: could not send email 1: \(quoted ?? error.message)"
        case .closed: return "\(prefix)gomail: could not send email 1: EOF"
        case .invalidMail: return "\(prefix)gomail: invalid address: \(error.message)"
        case .shutDown, .other: return "\(prefix)gomail: could not send email 1: \(error.message)"
        }
    }

    func close() { client.shutdown() }
}
