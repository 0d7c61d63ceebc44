#if canImport(Testing)
    public import Postgres
    public import Testing

    /// Gives each test a database of its own: empty, or a copy of one with all the given migrations.
    public struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
        let migrations: [Migration]

        public var isRecursive: Bool { true }

        public func provideScope(
            for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
        ) async throws {
            let database = try await TestDatabaseServer.shared.create(migrations)
            do {
                try await TestDatabase.$current.withValue(database, operation: function)
                await TestDatabaseServer.shared.drop(database)
            } catch {
                await TestDatabaseServer.shared.drop(database)
                throw error
            }
        }
    }

    extension Trait where Self == DatabaseTrait {
        /// An empty database for each test.
        public static var database: Self { DatabaseTrait(migrations: []) }

        /// A database with `migrations` applied for each test.
        public static func database(_ migrations: [Migration]) -> Self { DatabaseTrait(migrations: migrations) }
    }
#endif
