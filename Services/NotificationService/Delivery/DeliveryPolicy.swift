import Messaging
import TodoCore
import TodoStore

/// What follows from an outcome: when the next attempt is made, and whether there is one. Pure, but for the jitter.
struct DeliveryPolicy: Sendable {
    var backoff = RetryPolicy.delivery
    /// Kinds of which a second copy is worse than none: an unknown outcome waits for a person.
    var held: Set<NotificationKind> = [.security]

    /// The result to write down; nil when the attempt does not count, and the claim is given back.
    func result(of outcome: DeliveryOutcome, for claim: ClaimedDelivery) -> DeliveryStore.Result? {
        switch outcome {
        case .sent(let providerID): return .sent(providerID: providerID)
        case .rejected(let error, _): return .dead(error: error)
        case .misconfigured, .unreachable: return nil
        case .refused(let error, _, let shortest):
            guard let delay = backoff.delay(after: claim.delivery.attempts) else { return .dead(error: error) }
            return .retry(after: max(delay, shortest), error: error)
        case .unknown(let error):
            // Once more, and never a third time: there are at most as many copies as attempts with unknown outcome, and one.
            let isLast = held.contains(claim.notification.kind) || claim.hasUnknownAttempt
            return .unknown(retryAfter: isLast ? nil : backoff.delay(after: claim.delivery.attempts), error: error)
        }
    }
}
