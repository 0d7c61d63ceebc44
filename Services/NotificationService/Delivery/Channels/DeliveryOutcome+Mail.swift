import Dapr

extension DeliveryOutcome {
    /// What a failed call of a mail binding says about the mail.
    ///
    /// All failures of the component come as status 500, and only the text tells them apart: a quoted reply code or a
    /// refused connection means that nothing was taken, an end in the middle or a deadline leaves it open. What the text
    /// does not tell is taken as passing.
    init(ofMail error: DaprError) {
        let text = error.message
        switch (error.outcome, error.kind) {
        case (.notSent, .payload): self = .rejected(text)
        case (.notSent, .configuration), (_, .configuration): self = .misconfigured(text)
        case (.notSent, _): self = .unreachable(text)
        case _ where error.status == nil: self = .unknown(text)
        case (_, .payload): self = .rejected(text)
        default: self.init(componentText: text)
        }
    }

    /// Reads the words of `bindings.smtp` and `bindings.twilio.sendgrid`.
    init(componentText text: String) {
        let tail = text.ranges(of: "failed: ").first.map { text[$0.upperBound...] } ?? text[...]
        let mail = tail.ranges(of: Self.mailPrefix).last
        let reply = (mail.flatMap { tail[$0.upperBound...].firstIndex(of: ":") }).map {
            tail[tail.index(after: $0)...].drop { $0 == " " }
        }
        if let code = Self.code(reply ?? tail) {
            let answer = String(reply ?? tail)
            self = text.contains("SendGrid") ? .ofHTTP(code, answer) : .ofSMTP(code, answer, isOfMail: reply != nil)
        } else if Self.notConnected.contains(where: text.contains) {
            self = .refused(text, isOutage: true)
        } else if text.contains("invalid address") {
            self = .rejected(text)
        } else if Self.cutOff.contains(where: text.contains) {
            self = .unknown(text)
        } else {
            self = .refused(text, isOutage: true)
        }
    }

    /// Stands before what the server said to this mail; without it, it was said to the connection.
    private static let mailPrefix = "gomail: could not send email"
    private static let notConnected = ["connection refused", "dial tcp", "no such host", "unreachable"]
    private static let cutOff = [
        "EOF", "deadline exceeded", "reset by peer", "broken pipe", "timeout", "closed network connection",
    ]

    /// The three digits at the start.
    private static func code(_ text: Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard digits.count == 3, let code = Int(digits), (400...599).contains(code) else { return nil }
        return code
    }

    private static func ofSMTP(_ code: Int, _ text: String, isOfMail: Bool) -> DeliveryOutcome {
        switch code {
        case 530, 534, 535, 538: .misconfigured(text)  // who we are was not believed
        case 421: .refused(text, isOutage: true)
        case _ where !isOfMail: .refused(text, isOutage: true)  // it speaks to nobody now
        case 400...499: .refused(text, isOutage: false)
        case 550, 551, 553, 554: .rejected(text, isAddressDead: true)
        default: .rejected(text)
        }
    }

    private static func ofHTTP(_ status: Int, _ text: String) -> DeliveryOutcome {
        switch status {
        case 401, 403: .misconfigured(text)
        case 429: .refused(text, isOutage: true, atLeast: .seconds(60))
        case 408, 425, 500...: .refused(text, isOutage: true)
        default: .rejected(text)
        }
    }
}
