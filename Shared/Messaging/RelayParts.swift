internal import Observability
internal import Reactor
internal import ServiceKit
internal import TodoStore

/// What the lanes of a relay share.
@LoopActor final class RelayParts {
    let store: OutboxStore
    let leases: RelayLeases
    let publisher: EventPublisher
    let failpoints: Failpoints
    let metrics: RelayMetrics
    let logger: Logger
    let random: () -> Double
    var pauses = RelayPauses()

    init(
        store: OutboxStore, leases: RelayLeases, publisher: EventPublisher, failpoints: Failpoints,
        metrics: RelayMetrics, logger: Logger, random: @escaping () -> Double
    ) {
        self.store = store
        self.leases = leases
        self.publisher = publisher
        self.failpoints = failpoints
        self.metrics = metrics
        self.logger = logger
        self.random = random
    }
}
