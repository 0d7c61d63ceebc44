import Postgres
import TestSupport

extension PostgresConfig {
    /// For statements that wait until a test lets them go: neither the server nor the client gives one up before.
    ///
    /// `settings` are libpq options that count where they differ.
    static func patient(
        readConnections: Int = 1, writeConnections: Int = 1, sessions: Int = 4, waitingLimit: Int = 1_024,
        _ settings: String = "-c lock_timeout=0"
    ) -> PostgresConfig {
        let patience = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 \(settings)"
        return PostgresConfig(
            url: TestDatabase.url + " options='\(patience)'", readConnections: readConnections,
            writeConnections: writeConnections, sessions: sessions, acquireTimeout: .seconds(600),
            queueTimeout: .seconds(600), silenceLimit: .seconds(600), waitingLimit: waitingLimit)
    }
}

extension SQL {
    /// How many of this database's statements wait for an advisory lock that somebody else has.
    ///
    /// Not by `pg_stat_activity`: within a transaction that stays what it was when first looked at.
    static let waitingForLocks = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """ as SQL
}
