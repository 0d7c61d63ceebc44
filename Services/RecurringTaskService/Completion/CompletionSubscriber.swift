import Postgres
import Reactor
import TodoCore
import TodoStore

/// Notes in the ledger of a series that an occurrence's task was completed.
///
/// It goes through the same ledger as everything else that happens to an occurrence; completing twice, or an event that
/// comes twice, finds the row as it is to be.
@LoopActor struct CompletionSubscriber {
    let zones: ZoneDatabase

    func handle(_ event: CloudEvent, in transaction: PostgresTransaction) async throws {
        let completed = try TaskEvent(event, zones: zones)
        guard let series = completed.task.recurringTaskID, let occurrenceAt = completed.task.occurrenceAt else {
            return
        }
        try await OccurrenceLedger.markCompleted(occurrenceAt, of: series, in: transaction)
    }
}
