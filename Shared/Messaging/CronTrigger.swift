public import HTTP
public import Reactor

/// The route of a cron binding: wakes a loop and answers at once.
///
/// Every replica gets every tick, nothing repeats a missed one and nothing waits for the work: a tick is a hint, what is
/// due stands in SQL.
@LoopActor public struct CronTrigger {
    private let binding: String
    private let wake: @LoopActor () -> Void

    /// - Parameters:
    ///   - binding: the component's name, which is the path.
    ///   - wake: any number of calls during a round cause one more round (`Periodic`).
    public init(_ binding: String, wake: @escaping @LoopActor () -> Void) {
        self.binding = binding
        self.wake = wake
    }

    /// Adds `POST /<binding>`.
    public func addRoute<Context: RequestContext>(to router: Router<Context>) {
        router.post("/\(binding)") { _, _ in
            wake()
            return .empty(.ok)  // exactly 200: a retry policy would repeat any other success
        }
    }
}
