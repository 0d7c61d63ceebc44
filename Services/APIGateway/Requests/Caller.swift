import FoundationEssentials
import Observability
import Reactor
import ServiceKit
import TodoCore

/// Who asks, and by which request: what a command needs to say in events and logs.
struct Caller: Sendable {
    let userID: UserID
    let requestID: String
    let traceContext: TraceContext
    /// The key under which the answer is to be kept with the change.
    let key: RequestKey?

    /// The caller of an authenticated request.
    @LoopActor init(_ context: AppContext) throws {
        userID = UserID(rawValue: try context.requireUser().userID)
        requestID = context.requestID
        traceContext = context.traceContext
        key = context.idempotencyKey
    }

    /// What an event of the request says about its origin.
    func eventContext(now: Date, ids: IdentifierSource) -> EventContext {
        EventContext(
            eventID: ids.next(at: now), now: now, actor: .user(userID), source: "api-gateway",
            correlationID: requestID, traceparent: traceContext.traceparent)
    }
}
