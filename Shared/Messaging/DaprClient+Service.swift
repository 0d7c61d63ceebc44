public import Dapr
internal import Reactor
public import ServiceKit

extension DaprClient: Service {
    public nonisolated var name: String { "sidecar-client" }

    /// Ends the calls in flight and closes the connections to the sidecar.
    public func stop() async { shutdown() }
}
