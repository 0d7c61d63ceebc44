/// Why a server could not start.
public enum HTTPServerError: Error, CustomStringConvertible {
    case notAnAddress(String)
    /// The system's reason: "Address already in use".
    case cannotListen(host: String, port: Int, reason: String)
    case libraryRefused

    public var description: String {
        switch self {
        case .notAnAddress(let host): "\(host) is no address to listen on."
        case .cannotListen(let host, let port, let reason): "Cannot listen on \(host) port \(port): \(reason)."
        case .libraryRefused: "libmicrohttpd does not start: too few descriptors, or too little memory."
        }
    }
}
