import FoundationEssentials
import Postgres
import Reactor
import TodoCore
import TodoStore

/// Makes the next task of a series that goes on when its task is done with: completed, given up or deleted.
///
/// It goes through the same ledger as everything else that happens to an occurrence: an end that is told twice, or to
/// two replicas, makes one task.
@LoopActor struct CompletionSubscriber {
    /// The ends of a task.
    static let types: [EventType] = [.taskCompleted, .taskCancelled, .taskDeleted, .taskPurged]

    let writer: OccurrenceWriter
    let stores: OccurrenceWriter.Stores
    let zones: ZoneDatabase
    let now: @Sendable () -> Date

    func handle(_ event: CloudEvent, in transaction: PostgresTransaction) async throws {
        let ended = try TaskEvent(event, zones: zones).task
        guard ended.recurringTaskID != nil else { return }
        let cause = OccurrenceWriter.Cause(
            .completion, actor: .service("recurring-task-service"),
            correlationID: event.correlationID ?? event.id.description, causationID: event.id)
        try await writer.close(ended, at: now(), cause: cause, stores: stores, in: transaction)
    }
}
