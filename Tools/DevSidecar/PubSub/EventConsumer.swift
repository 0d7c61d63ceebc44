internal import Reactor

/// One sidecar's consumer for one pub/sub component.
@LoopActor protocol EventConsumer: AnyObject, Sendable {
    /// Works until it is told to leave, or crashes.
    func run() async

    /// Takes nothing new and finishes what runs; false when that outlasted `grace`.
    func leave(within grace: Duration) async -> Bool

    /// Stops as after `kill -9`.
    func crash()

    /// Stands still as long as that fault is on.
    func freeze(_ rule: FaultRule) async
}
