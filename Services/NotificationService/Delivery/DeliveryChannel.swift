import Reactor
import TodoCore
import TodoStore

/// A way out of the system; the seam at which tests put a scripted one.
///
/// A worker calls it for one delivery at a time, and only after the attempt is on record.
@LoopActor protocol DeliveryChannel: AnyObject {
    /// Whose deliveries it takes.
    var channel: Delivery.Channel { get }
    /// What it goes through: the component's name.
    var component: String { get }

    /// Hands one notification over and tells what became of it, within 10 s: the lease is 60.
    func deliver(_ claim: ClaimedDelivery) async -> DeliveryOutcome
}
