public import Postgres
internal import Reactor
public import ServiceKit

extension PostgresClient: Service {
    public nonisolated var name: String { "postgres" }

    /// Lets the batches in flight end and closes the connections.
    public func stop() async { await shutdown() }
}
