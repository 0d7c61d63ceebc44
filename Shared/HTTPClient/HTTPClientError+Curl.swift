internal import CCurl

extension HTTPClientError {
    /// What a code of curl means to the caller; `hasSent`: curl wrote at least a part of the request.
    init(_ code: CURLcode, hasSent: Bool, isTooLarge: Bool) {
        let text = String(cString: curl_easy_strerror(code))
        let kind: Kind
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_LOGIN_DENIED: kind = .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: kind = .nameNotResolved
        case CURLE_COULDNT_CONNECT: kind = .connectionRefused
        case CURLE_OPERATION_TIMEDOUT: kind = .timeout
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: kind = .connectionClosed
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR: kind = .connectionLost
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            kind = .tls
        case CURLE_WRITE_ERROR where isTooLarge: kind = .responseTooLarge
        default: kind = .other(Int(code.rawValue))
        }
        self.init(kind, mayHaveBeenSent: hasSent, message: text)
    }
}
