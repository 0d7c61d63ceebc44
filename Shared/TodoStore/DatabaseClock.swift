public import FoundationEssentials
public import Postgres
internal import Reactor

/// The clock that decides what is due: all replicas share it, and none makes anything early because its own is wrong.
public enum DatabaseClock {
    /// The instant at which the transaction began.
    @LoopActor public static func now(in transaction: PostgresTransaction) async throws(PostgresError) -> Date {
        try await transaction.query("SELECT now()")[0].date(0)
    }
}
