internal import FoundationEssentials
public import Postgres
public import Reactor
public import TodoCore

/// The only way to write a task: row, tag links, reminders, outbox, event log and idempotency key in ONE statement.
///
/// A task's tags must exist (``TagStore/ensure(_:of:now:)``); one that does not is left out.
@LoopActor public struct TaskWriter {
    let postgres: PostgresClient
    let committed: @LoopActor @Sendable () -> Void

    /// - Parameter committed: called after each commit that wrote events; wakes the relay.
    public nonisolated init(
        _ postgres: PostgresClient, committed: @escaping @LoopActor @Sendable () -> Void = {}
    ) {
        self.postgres = postgres
        self.committed = committed
    }

    // MARK: A batch with others

    /// Inserts a new task with its event; `.moved` when its id, or its occurrence of a series, exists already.
    public func create(
        _ task: TodoTask, events: [OutboxEvent], log: [EventLogEntry], key: IdempotencyRecord? = nil
    ) async throws(PostgresError) -> WriteOutcome {
        try await run(Self.insertion(of: task, events, log, key))
    }

    /// Writes a changed task over the version it was read as; `.moved` when that is not the present one any more.
    ///
    /// Tags and reminders are written when they differ from those of `old`.
    public func update(
        _ task: TodoTask, replacing old: TodoTask, events: [OutboxEvent], log: [EventLogEntry],
        key: IdempotencyRecord? = nil
    ) async throws(PostgresError) -> WriteOutcome {
        try await run(Self.change(of: task, from: old, events, log, key))
    }

    /// Deletes a task for good, with its event; `.moved` when its version is not the present one.
    public func purge(
        _ task: TodoTask, events: [OutboxEvent], log: [EventLogEntry], key: IdempotencyRecord? = nil
    ) async throws(PostgresError) -> WriteOutcome {
        try await run(Self.removal(of: task, events, log, key))
    }

    private func run(_ write: GuardedWrite) async throws(PostgresError) -> WriteOutcome {
        let rows = try await postgres.write(write.statement, committed: write.committed)
        let outcome = GuardedWrite.outcome(rows)
        if outcome == .saved { committed() }
        return outcome
    }

    // MARK: Within a transaction

    /// Inserts a new task in the caller's transaction; `.moved` when its id, or its occurrence, exists already.
    public func create(
        _ task: TodoTask, events: [OutboxEvent], log: [EventLogEntry], key: IdempotencyRecord? = nil,
        in transaction: PostgresTransaction
    ) async throws(PostgresError) -> WriteOutcome {
        try await run(Self.insertion(of: task, events, log, key), in: transaction)
    }

    /// Writes a changed task in the caller's transaction; `.moved` when its version is not that of `old`.
    public func update(
        _ task: TodoTask, replacing old: TodoTask, events: [OutboxEvent], log: [EventLogEntry],
        key: IdempotencyRecord? = nil, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> WriteOutcome {
        try await run(Self.change(of: task, from: old, events, log, key), in: transaction)
    }

    /// Deletes tasks for good whose rows the caller has locked, with their events.
    public func purge(
        _ tasks: [TodoTask], events: [OutboxEvent], log: [EventLogEntry], in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        guard !tasks.isEmpty else { return }
        try await transaction.execute("DELETE FROM tasks WHERE id = ANY(\(tasks.map(\.id)))")
        try await Outbox.append(events, in: transaction)
        try await EventLog.append(log, in: transaction)
        transaction.afterCommit(committed)
    }

    private func run(
        _ write: GuardedWrite, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> WriteOutcome {
        let outcome = GuardedWrite.outcome(try await transaction.query(write.statement))
        if outcome == .saved { transaction.afterCommit(committed) }
        return outcome
    }
}
