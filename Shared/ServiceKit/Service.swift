public import Reactor

/// Whatever lives longer than a call: a pool, a listener, a relay, a worker.
///
/// A ``ServiceGroup`` starts it, runs it and stops it; nothing else owns a task.
@LoopActor public protocol Service: AnyObject {
    /// What the log calls it.
    var name: String { get }

    /// Makes it ready: what comes after it in the group may use it once this returns. Throwing stops the program.
    func start() async throws

    /// Its own loop, until it is stopped; returning or throwing before that ends the program.
    func run() async throws

    /// Takes no new work, finishes what is in progress and returns; then ``run()`` is cancelled.
    ///
    /// When it takes too long, its task is cancelled.
    func stop() async
}

extension Service {
    public func start() async throws {}

    public func run() async throws {
        let never = Latch()
        await never.wait()  // until the group cancels
    }

    public func stop() async {}
}
