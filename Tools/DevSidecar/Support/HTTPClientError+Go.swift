internal import HTTPClient

extension HTTPClientError {
    /// What Go's HTTP client says of it: the cause at the end of `Get "http://…": cause`.
    func goReason(of url: String) -> String {
        switch kind {
        case .connectionRefused:
            "dial tcp \(url.dropFirst("http://".count).prefix { $0 != "/" }): connect: connection refused"
        case .connectionClosed, .connectionLost: "EOF"
        case .timeout: "context deadline exceeded"
        default: message
        }
    }
}
