public import Configuration

/// How to reach PostgreSQL, and how many connections of which kind to keep.
public struct PostgresConfig: Sendable {
    /// A libpq conninfo or URI.
    public var url: String
    public var applicationName: String
    public var readConnections: Int
    public var writeConnections: Int
    /// Connections that transactions lease.
    public var sessions: Int
    public var connectTimeout: Duration
    /// How long a transaction waits for a session.
    public var acquireTimeout: Duration
    /// How long a statement waits to be sent before it is told that the database is not available.
    public var queueTimeout: Duration
    /// A server that has something to answer and says nothing for so long is given up.
    public var silenceLimit: Duration
    /// How many statements of the process may wait to be sent.
    public var waitingLimit: Int
    /// What the process's statements rely on in each session: settings of PostgreSQL by name, values without spaces.
    public var settings: [String: String] = [:]

    public init(
        url: String, applicationName: String = "todo", readConnections: Int = 2, writeConnections: Int = 2,
        sessions: Int = 7, connectTimeout: Duration = .seconds(3), acquireTimeout: Duration = .milliseconds(1_500),
        queueTimeout: Duration = .milliseconds(1_800), silenceLimit: Duration = .seconds(7), waitingLimit: Int = 1_024
    ) {
        self.url = url
        self.applicationName = applicationName
        self.readConnections = readConnections
        self.writeConnections = writeConnections
        self.sessions = sessions
        self.connectTimeout = connectTimeout
        self.acquireTimeout = acquireTimeout
        self.queueTimeout = queueTimeout
        self.silenceLimit = silenceLimit
        self.waitingLimit = waitingLimit
    }

    /// Reads `database.url` (secret) and the sizes; each process has its own defaults for these.
    public init(
        _ config: ConfigReader, applicationName: String, readConnections: Int = 2, writeConnections: Int = 2,
        sessions: Int = 7
    ) {
        let url: String? = config.required(
            "database.url", secret: true,
            "PostgreSQL: a URI or libpq's keywords. Beyond this machine sslmode is verify-full unless it says otherwise."
        )
        self.init(
            url: url ?? "", applicationName: applicationName,
            readConnections: config.value(
                "postgres.readConnections", default: readConnections, check: Self.atLeastOne,
                "Connections for batches of reading statements."),
            writeConnections: config.value(
                "postgres.writeConnections", default: writeConnections, check: Self.atLeastOne,
                "Connections for batches of writing statements."),
            sessions: config.value(
                "postgres.sessions", default: sessions, check: Self.atLeastOne, "Connections for transactions."),
            connectTimeout: config.value(
                "postgres.connectTimeout", default: .seconds(3), "How long connecting may take."),
            acquireTimeout: config.value(
                "postgres.acquireTimeout", default: .milliseconds(1_500),
                "How long a transaction waits for a connection."),
            queueTimeout: config.value(
                "postgres.queueTimeout", default: .milliseconds(1_800), "How long a statement waits to be sent."))
    }

    private static func atLeastOne(_ count: Int) -> String? {
        (1...100).contains(count) ? nil : "must be between 1 and 100"
    }
}
