/// Why records were not stored, or not read.
enum LogError: Error, Sendable, CustomStringConvertible {
    /// The stand-in is stopping.
    case closed
    case failed(String)

    var description: String {
        switch self {
        case .closed: "component is closed"
        case .failed(let text): text
        }
    }
}
