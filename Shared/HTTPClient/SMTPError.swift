internal import CCurl

/// Why a mail server did not take a mail, as far as that is known.
public struct SMTPError: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The envelope holds what no server would understand; nothing was sent.
        case invalidMail
        case notConnected
        /// The server greeted with an error.
        case greetingRefused
        /// The server answered a command, or the message, with an error.
        case refused
        /// The connection ended before the last answer: the server may have taken the mail.
        case closed
        case timeout
        /// The client was shut down.
        case shutDown
        /// Another code of libcurl.
        case other(Int)
    }

    public let kind: Kind
    /// The server's last line, as in "550 no such user"; nil when it said nothing.
    public let reply: String?
    /// For people and logs.
    public let message: String

    init(_ kind: Kind, reply: String? = nil, message: String) {
        (self.kind, self.reply, self.message) = (kind, reply, message)
    }

    static let shutDown = SMTPError(.shutDown, message: "the client was shut down")

    /// What a code of curl means after the server had said these lines.
    init(_ code: CURLcode, replies: [String]) {
        // The answer to QUIT may stand behind it.
        let refusal = replies.lastIndex { $0.hasPrefix("4") || $0.hasPrefix("5") }
        let kind: Kind
        switch code {
        case CURLE_OPERATION_TIMEDOUT: kind = .timeout
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST: kind = .notConnected
        case _ where refusal != nil: kind = refusal == 0 ? .greetingRefused : .refused
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_WEIRD_SERVER_REPLY:
            kind = .closed
        default: kind = .other(Int(code.rawValue))
        }
        self.init(kind, reply: refusal.map { replies[$0] }, message: String(cString: curl_easy_strerror(code)))
    }
}
