#if canImport(Testing)
    internal import FoundationEssentials
    internal import Glibc
    internal import Observability
    internal import Postgres
    internal import Reactor

    /// The server that `TEST_DATABASE_URL` names (a libpq conninfo), and the databases this process has on it.
    @LoopActor final class TestDatabaseServer {
        static let shared = TestDatabaseServer()

        /// Swift Testing starts all cases at once; each has some ten connections.
        private static let permits = 12
        private static let prefix = "todo_test_"

        private let url: String
        private var client: PostgresClient
        private var statements = 0
        private let gate = Gate(permits: permits)
        /// As many as there are connections, so that no two share a batch: these statements refuse company.
        private let makers = Gate(permits: 2)
        private var leftOver: [String] = []
        private var isDropping = false
        private let setUp = Once<Void>()
        private var templates: [String: Once<String>] = [:]
        private var made = 0
        private var retired: PostgresClient?

        private init() {
            guard let url = ProcessInfo.processInfo.environment["TEST_DATABASE_URL"] else {
                preconditionFailure("TEST_DATABASE_URL is not set: run the tests by 'make test', which starts a server")
            }
            self.url = url
            client = Self.client(url)
        }

        private static func client(_ url: String) -> PostgresClient {
            // Creating a database takes longer than a service may wait for anything.
            let config = PostgresConfig(
                url: url + " options='-c statement_timeout=120000'", applicationName: "todo-test-server",
                readConnections: 1,
                writeConnections: 3, sessions: 4, queueTimeout: .seconds(120), silenceLimit: .seconds(120))
            return PostgresClient(config, logger: Logger("test", level: .error), metrics: Metrics())
        }

        /// Runs one of the statements that refuse company.
        ///
        /// Each of them is a prepared statement of its own, and a connection that has 256 forgets one in the batch of the
        /// next: company again. So the connections are replaced long before.
        private func run(_ sql: SQL) async throws {
            statements += 1
            if statements.isMultiple(of: 200) {
                // Somebody may be about to use the present one; of the one before, nobody is.
                if let old = retired { Task { @LoopActor in await old.shutdown() } }
                retired = client
                client = Self.client(url)
                try await client.start()
            }
            _ = try await client.write(sql)
        }

        /// The path of the server's Unix socket; the proxies stand in front of it.
        var socket: String {
            var keywords: [Substring: Substring] = [:]
            for pair in url.split(separator: " ") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2 { keywords[parts[0]] = parts[1] }
            }
            return "\(keywords["host"] ?? "/var/run/postgresql")/.s.PGSQL.\(keywords["port"] ?? "5432")"
        }

        func create(_ migrations: [Migration]) async throws -> TestDatabase {
            await gate.enter()
            do {
                try await setUp.value { try await self.start() }
                guard !migrations.isEmpty else { return try await make(template: nil) }
                let key = migrations.map { "\($0.version) \($0.up)" }.joined(separator: "\n")
                let once = templates[key] ?? Once<String>()
                templates[key] = once
                return try await make(template: once.value { try await self.makeTemplate(migrations) })
            } catch {
                gate.leave()
                throw error
            }
        }

        /// Has the database dropped behind the test's back: dropping takes longer than most tests. What is left at the end
        /// of the process goes at the start of the next.
        func drop(_ database: TestDatabase) {
            gate.leave()
            drop([database.name])
        }

        private func drop(_ names: [String]) {
            leftOver += names
            guard !isDropping, !leftOver.isEmpty else { return }
            isDropping = true
            Task { @LoopActor in
                while let name = leftOver.popLast() {
                    try? await run("DROP DATABASE IF EXISTS \(unescaped: name) WITH (FORCE)")
                }
                isDropping = false
            }
        }

        private func start() async throws {
            try await client.start()
            let left = try await client.read(
                "SELECT datname FROM pg_database WHERE datname LIKE \(Self.prefix + "%") ORDER BY datname"
            ).map { $0.string(0) }
            // Those of an earlier process with our number are in the way of our names.
            for name in left where name.hasPrefix("\(Self.prefix)\(getpid())_") {
                _ = try await client.write("DROP DATABASE IF EXISTS \(unescaped: name) WITH (FORCE)")
            }
            drop(left.filter(Self.isAbandoned))
        }

        /// The process that made it is gone: killed, or it crashed.
        private static func isAbandoned(_ name: String) -> Bool {
            guard let number = name.dropFirst(prefix.count).split(separator: "_").first, let process = Int32(number)
            else {
                return true
            }
            return process != getpid() && kill(process, 0) != 0 && errno == ESRCH
        }

        private func make(template: String?) async throws -> TestDatabase {
            // CREATE DATABASE refuses to share a batch: two makers and one dropper for three connections.
            await makers.enter()
            defer { makers.leave() }
            made += 1
            let name = "\(Self.prefix)\(getpid())_\(made)"
            try await run(
                "CREATE DATABASE \(unescaped: name) TEMPLATE \(unescaped: template ?? "template0")")
            return TestDatabase(name: name, url: "\(url) dbname=\(name)")
        }

        private func makeTemplate(_ migrations: [Migration]) async throws -> String {
            let database = try await make(template: nil)
            let config = PostgresConfig(
                url: database.url, applicationName: "todo-test-template", readConnections: 1, writeConnections: 1,
                sessions: 1)
            let client = PostgresClient(config, logger: Logger("test", level: .error), metrics: Metrics())
            try await client.start()
            do {
                _ = try await Migrator(client, migrations).up()
            } catch {
                await client.shutdown()
                throw error
            }
            await client.shutdown()
            // A database that somebody is still connected to cannot be copied.
            while try await !self.client.read("SELECT 1 FROM pg_stat_activity WHERE datname = \(database.name)").isEmpty
            {
                try await LoopClock().sleep(for: .milliseconds(5))
            }
            return database.name
        }
    }
#endif
