import FoundationEssentials
import HTTPClient
import JSON
import Observability
import Reactor

@testable import DevSidecar

/// A stand-in in this process: its folder, its component files, and calls of its API.
@LoopActor final class StandIn {
    let folder: String
    private(set) var host: SidecarHost
    let client = HTTPClient(window: 64)
    private var running: Task<Void, Never>?
    private var settings: SidecarHostSettings

    static let pubsub = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: pubsub}
        spec:
          type: pubsub.kafka
          version: v1
          metadata:
            - {name: initialOffset, value: oldest}
            - {name: backOffDuration, value: 20ms}
            - {name: heartbeatInterval, value: 20ms}
            - {name: sessionTimeout, value: 10s}
        """
    static let store = """
        kind: Component
        metadata: {name: statestore}
        spec: {type: state.redis, version: v1, metadata: []}
        """

    /// A policy that ends calls of a component after that time.
    static func timeout(of component: String, milliseconds: Int) -> String {
        """
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies: {timeouts: {short: \(milliseconds)ms}}
          targets: {components: {\(component): {outbound: {timeout: short}}}}
        """
    }

    /// `resources` are the texts of the files.
    init(_ resources: [String] = [pubsub, store], change: (inout SidecarHostSettings) -> Void = { _ in }) throws {
        folder = FileManager.default.temporaryDirectory.path + "/dev-sidecar-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/resources", withIntermediateDirectories: true)
        for (index, text) in resources.enumerated() {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/resources/\(index).yaml"))
        }
        settings = SidecarHostSettings()
        settings.dataPath = folder + "/data"
        settings.control = true
        change(&settings)
        host = App.build(settings, logger: Logger("test", level: .error))
    }

    func start() async throws {
        try await host.start()
        let host = host
        running = Task { await host.run() }
    }

    /// A sidecar of the application; with none, one that only serves its API.
    @discardableResult func add(
        _ appID: String, for application: Application? = nil, replica: Int = 0,
        change: (inout SidecarOptions) -> Void = { _ in }
    ) throws -> Sidecar {
        var options = SidecarOptions()
        options.appID = appID
        options.httpPort = 0
        options.appPort = application?.port
        options.replica = replica
        options.resourcePaths = [folder + "/resources"]
        change(&options)
        return try host.add(options)
    }

    /// Ends it as SIGTERM does.
    func stop() async {
        await host.stop()
        await running?.value
        client.shutdown()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends it as `kill -9` does and starts it anew on the same file.
    func crash() async throws {
        await host.crash()
        await running?.value
        host = App.build(settings, logger: Logger("test", level: .error))
        try await start()
    }

    /// Ends it in order and starts it anew on the same file.
    func restart() async throws {
        await host.stop()
        await running?.value
        host = App.build(settings, logger: Logger("test", level: .error))
        try await start()
    }

    /// How many events the log holds of a topic.
    func stored(_ topic: String = "orders") -> Int64 { host.log.topic(topic).reduce(0) { $0 + $1.nextOffset } }

    // MARK: Calls

    func call(
        _ sidecar: Sidecar, _ method: String, _ path: String, _ body: String = "",
        headers: HTTPClientHeaders = ["Content-Type": "application/json"]
    ) async throws -> HTTPClientResponse {
        try await client.send(
            HTTPClientRequest(
                method: method, url: "http://127.0.0.1:\(sidecar.port)\(path)", headers: headers,
                body: Array(body.utf8), timeout: .seconds(20)))
    }

    /// Publishes `{"n": number}` with a key.
    func publish(_ number: Int, key: String = "k", topic: String = "orders", by sidecar: Sidecar) async throws {
        let response = try await call(
            sidecar, "POST", "/v1.0/publish/pubsub/\(topic)?metadata.partitionKey=\(key)", #"{"n":\#(number)}"#)
        guard response.status == 204 else { throw Refused(status: response.status, body: response.text) }
    }

    /// Publishes many in one call, by number and key.
    func publish(_ numbers: Range<Int>, topic: String = "orders", by sidecar: Sidecar, key: (Int) -> String)
        async throws
    {
        let entries = numbers.map {
            #"{"entryId":"\#($0)","event":{"n":\#($0)},"contentType":"application/json","#
                + #""metadata":{"partitionKey":"\#(key($0))"}}"#
        }
        let response = try await call(
            sidecar, "POST", "/v1.0/publish/bulk/pubsub/\(topic)", "[\(entries.joined(separator: ","))]")
        guard response.status == 204 else { throw Refused(status: response.status, body: response.text) }
    }

    /// Switches a fault on; its id.
    @discardableResult func fault(_ json: String, by sidecar: Sidecar) async throws -> Int {
        let response = try await call(sidecar, "POST", "/__ctl", json)
        guard response.status == 200, let id = response.json["id"]?.int else {
            throw Refused(status: response.status, body: response.text)
        }
        return id
    }

    /// Switches it off again, or with nil all of them.
    func clear(_ id: Int? = nil, by sidecar: Sidecar) async throws {
        let response = try await call(sidecar, "POST", "/__ctl", #"{"clear":\#(id.map(String.init) ?? #""all""#)}"#)
        guard response.status == 204 else { throw Refused(status: response.status, body: response.text) }
    }

    /// How often a fault has struck; nil when it is off.
    func hits(_ id: Int) -> Int? { host.faults.rules.first { $0.id == id }?.hits }

    struct Refused: Error {
        let status: Int
        let body: String
    }
}

extension HTTPClientResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { (try? JSONReader.parse(body)) ?? .null }
    var errorCode: String? { json["errorCode"]?.string }
}

/// Runs `body` with a stand-in that ends afterwards, whatever happened.
@LoopActor func withStandIn(
    _ resources: [String] = [StandIn.pubsub, StandIn.store],
    change: (inout SidecarHostSettings) -> Void = { _ in }, _ body: @LoopActor (StandIn) async throws -> Void
) async throws {
    let standIn = try StandIn(resources, change: change)
    try await standIn.start()
    do {
        try await body(standIn)
    } catch {
        await standIn.stop()
        throw error
    }
    await standIn.stop()
}
