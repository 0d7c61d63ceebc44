import Reactor
import TodoCore
import TodoStore

@testable import NotificationService

/// A channel whose outcomes a test writes; it counts how many are under way at once.
@LoopActor final class ScriptedChannel: DeliveryChannel {
    let channel = Delivery.Channel.email
    let component: String
    /// What happens next, in order; then everything is sent.
    var outcomes: [DeliveryOutcome] = []
    /// Called while the delivery is under way.
    var meanwhile: @LoopActor (ClaimedDelivery) async throws -> Void = { _ in }
    private(set) var delivered: [ClaimedDelivery] = []
    private(set) var mostAtOnce = 0
    private var underWay = 0

    init(_ component: String = "mail") { self.component = component }

    func deliver(_ claim: ClaimedDelivery) async -> DeliveryOutcome {
        underWay += 1
        mostAtOnce = max(mostAtOnce, underWay)
        defer { underWay -= 1 }
        delivered.append(claim)
        await Task.yield()
        try? await meanwhile(claim)
        return outcomes.isEmpty ? .sent() : outcomes.removeFirst()
    }
}
