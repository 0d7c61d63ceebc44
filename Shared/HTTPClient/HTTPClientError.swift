/// Why there is no answer, and whether the server may have acted on the request all the same.
public struct HTTPClientError: Error, Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The request holds what cannot be sent: a line break in a header, a URL that is none.
        case invalidRequest
        case nameNotResolved
        case connectionRefused
        /// The request's own timeout, or the one for connecting.
        case timeout
        /// The server closed the connection before the answer was whole.
        case connectionClosed
        /// Sending or receiving failed, mostly by a reset.
        case connectionLost
        case tls
        case responseTooLarge
        /// The task was cancelled.
        case cancelled
        /// ``HTTPClient/shutdown()`` came first.
        case shutDown
        /// Another code of libcurl.
        case other(Int)
    }

    public let kind: Kind
    /// True unless it is certain that no byte of the request left this process.
    public let mayHaveBeenSent: Bool
    /// For people and logs; holds no header and no body.
    public let message: String

    public init(_ kind: Kind, mayHaveBeenSent: Bool, message: String) {
        self.kind = kind
        self.mayHaveBeenSent = mayHaveBeenSent
        self.message = message
    }
}

extension HTTPClientError: CustomStringConvertible {
    public var description: String {
        "\(message) (\(kind), request \(mayHaveBeenSent ? "may have been sent" : "not sent"))"
    }
}
