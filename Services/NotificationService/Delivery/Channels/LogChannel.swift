import Observability
import Reactor
import TodoCore
import TodoStore

/// Writes notifications to the log, for a machine without mail.
@LoopActor final class LogChannel: DeliveryChannel {
    let channel: Delivery.Channel
    let component = "log"
    private let logger: Logger

    /// - Parameter channel: whose deliveries end in the log.
    init(_ channel: Delivery.Channel = .log, logger: Logger) {
        (self.channel, self.logger) = (channel, logger)
    }

    /// Ids only: titles are the users' own.
    func deliver(_ claim: ClaimedDelivery) async -> DeliveryOutcome {
        logger.info(
            "Notification",
            [
                "user_id": LogValue(claim.user.id), "notification_id": LogValue(claim.notification.id),
                "kind": LogValue(claim.notification.kind.rawValue),
            ])
        return .sent()
    }
}
