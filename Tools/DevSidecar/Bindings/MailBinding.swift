internal import HTTPClient
internal import JSON
internal import Reactor

/// `bindings.smtp`: a mail per request.
///
/// As in Dapr, the fields of a request are merged into the component's own settings and stay there for later requests
/// that leave them out: send every field every time.
@LoopActor final class MailBinding: OutputBinding {
    private let name: String
    private let server: SMTPServer
    private var fields: [String: String] = [:]
    private let client = SMTPClient()

    private static let names = ["emailFrom", "emailTo", "emailCC", "emailBCC", "subject", "priority"]

    init(_ component: ComponentResource) throws(ResourceError) {
        name = component.name
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
            if let value = request.metadata[name], !value.isEmpty { fields[name] = value }
        }
        let mail = try MailMessage(fields, data: request.data)
        do {
            try await client.send(
                SMTPMail(
                    sender: mail.sender, recipients: mail.recipients, message: mail.text(now: WallClock.milliseconds)),
                through: server, timeout: request.timeout)
            return nil
        } catch { throw BindingFailure(text: text(of: error)) }
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
