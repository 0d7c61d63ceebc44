#if canImport(Testing)
    internal import FoundationEssentials
    public import Observability
    public import Postgres
    internal import Reactor

    /// A database that one test has for itself; ``DatabaseTrait`` makes it and drops it.
    public struct TestDatabase: Sendable {
        /// The database of the test that runs.
        @TaskLocal public static var current: TestDatabase?

        public let name: String
        /// A libpq conninfo.
        public let url: String

        /// The running test's conninfo; traps in a test without the `.database` trait.
        public static var url: String {
            guard let current else { preconditionFailure("the test lacks the .database trait") }
            return current.url
        }

        /// Runs `body` with a proxy in front of the server and the test's database as seen through it.
        @discardableResult
        @LoopActor public static func withProxy<T: Sendable>(
            _ body: @LoopActor (TCPProxy, _ url: String) async throws -> T
        ) async throws -> T {
            let proxy = TCPProxy(toSocket: TestDatabaseServer.shared.socket)
            defer { proxy.close() }
            return try await body(proxy, "\(url) host=127.0.0.1 port=\(proxy.port) sslmode=disable")
        }

        /// Runs `body` with a connected client of the test's database and shuts the client down afterwards.
        @discardableResult
        @LoopActor public static func withClient<T: Sendable>(
            _ config: PostgresConfig? = nil, metrics: Metrics = Metrics(),
            _ body: @LoopActor (PostgresClient) async throws -> T
        ) async throws -> T {
            let config =
                config
                ?? PostgresConfig(
                    url: url, applicationName: "todo-test", sessions: 4, connectTimeout: .seconds(60),
                    acquireTimeout: .seconds(60), queueTimeout: .seconds(60), silenceLimit: .seconds(120))
            let client = PostgresClient(config, logger: Logger("test", level: .error), metrics: metrics)
            try await client.start()
            do {
                let result = try await body(client)
                await client.shutdown()
                return result
            } catch {
                await client.shutdown()
                throw error
            }
        }
    }
#endif
