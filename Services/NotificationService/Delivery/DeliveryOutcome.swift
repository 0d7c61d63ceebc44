/// What became of handing a notification to somebody outside, as far as anybody can know.
enum DeliveryOutcome: Sendable, Equatable {
    case sent(providerID: String? = nil)
    /// It was not taken, and another time it may be. An outage is the channel's fault, not this recipient's.
    case refused(String, isOutage: Bool, atLeast: Duration = .zero)
    /// It will never be taken. When the address does not exist, enough of these stop mail to it.
    case rejected(String, isAddressDead: Bool = false)
    /// It may have been taken, or may still be: a timeout, a connection that ended too early.
    case unknown(String)
    /// A person has to mend name, permission or credentials; nothing was tried.
    case misconfigured(String)
    /// It never left this machine: the sidecar is not there.
    case unreachable(String)

    /// The word in metrics and logs.
    var name: String {
        switch self {
        case .sent: "sent"
        case .refused: "refused"
        case .rejected: "rejected"
        case .unknown: "unknown"
        case .misconfigured: "misconfigured"
        case .unreachable: "unreachable"
        }
    }

    var error: String? {
        switch self {
        case .sent: nil
        case .refused(let error, _, _), .rejected(let error, _), .unknown(let error), .misconfigured(let error),
            .unreachable(let error):
            error
        }
    }
}
