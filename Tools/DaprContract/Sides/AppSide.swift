internal import HTTP
internal import JSON
internal import Observability
internal import Reactor

/// The side that sidecars call: an application, its replica and another one, one listener each.
///
/// Answers as the statements tell it and keeps every call.
@LoopActor final class AppSide {
    typealias Script = @LoopActor (AppCall) async -> HTTPResponse?

    /// Every call but probes of the health, in the order of their arrival.
    private(set) var calls: [AppCall] = []
    private(set) var probes: [AppCall] = []
    private(set) var mostAtOnce = 0
    var isHealthy = true
    /// What `GET /dapr/subscribe` says, by application.
    var subscriptions: [AppCall.Party: JSONValue] = [:]
    private let healthPath: String?
    private let recorder: Recorder
    private var servers: [HTTPServer] = []
    private var scripts: [String: Script] = [:]
    private var running = 0
    private var waiters: [Waiter] = []

    init(healthPath: String?, recorder: Recorder) {
        (self.healthPath, self.recorder) = (healthPath, recorder)
    }

    /// Listens for the calls of one party; the port it is bound to.
    @discardableResult func listen(_ party: AppCall.Party, port: Int) throws -> Int {
        let server = HTTPServer(
            HTTPServerConfig(host: "127.0.0.1", port: port), name: "\(party)",
            logger: Logger("application", level: .error), metrics: Metrics(),
            limits: { _ in RouteLimits(body: 16 << 20) }, respond: { await self.respond($0, party) })
        try server.start()
        servers.append(server)
        return server.port
    }

    func close() async {
        for server in servers { await server.drain(within: .zero) }
        servers = []
    }

    /// Answers the calls of a path by a script; one that answers nil leaves them to the ordinary answer.
    func script(_ path: String, _ script: @escaping Script) { scripts[path] = script }

    // MARK: Answers

    private func respond(_ request: HTTPRequest, _ party: AppCall.Party) async -> HTTPResponse {
        let call = AppCall(request, party)
        if call.method == "GET", call.path == healthPath {
            probes.append(call)
            wake()
            return .empty(isHealthy ? .ok : .serviceUnavailable)
        }
        calls.append(call)
        running += 1
        mostAtOnce = max(mostAtOnce, running)
        wake()
        let response = await scripts[call.path]?(call) ?? standard(call)
        running -= 1
        recorder.add(call, answered: response.status.code)
        wake()
        return response
    }

    private func standard(_ call: AppCall) -> HTTPResponse {
        switch (call.method, call.path) {
        case ("GET", "/dapr/config"): .empty(.notFound)
        case ("GET", "/dapr/subscribe"):
            .bytes(
                .ok, Array((subscriptions[call.party] ?? .array([])).description.utf8), type: "application/json")
        case ("GET", _): .text(.ok, "got")
        case ("OPTIONS", "/\(Name.tick)"): .empty(405)
        case ("OPTIONS", "/\(Name.refused)"): .empty(.notFound)
        case ("POST", _) where call.json["entries"] != nil: Self.accepted(call)
        default: .empty(.ok)
        }
    }

    /// Takes every entry of a bulk delivery.
    static func accepted(_ call: AppCall) -> HTTPResponse {
        let statuses = (call.json["entries"]?.array ?? []).map { entry -> JSONValue in
            ["entryId": entry["entryId"] ?? .null, "status": "SUCCESS"]
        }
        let body: JSONValue = ["statuses": .array(statuses)]
        return .bytes(.ok, Array(body.description.utf8), type: "application/json")
    }

    // MARK: Waiting

    private struct Waiter {
        let isDone: @LoopActor () -> Bool
        let continuation: UnsafeContinuation<Bool, Never>
        let deadline: LoopClock.Instant
        let timer: LoopTimer
    }

    /// Returns once `condition` holds, which is asked after every call; throws when it does not in time.
    func until(
        _ what: String, within limit: Duration, _ condition: @escaping @LoopActor () -> Bool
    ) async throws(Mismatch) {
        let came = await withUnsafeContinuation { continuation in
            guard !condition() else { return continuation.resume(returning: true) }
            let deadline = LoopClock.Instant.now.advanced(by: limit)
            let timer = LoopTimer(at: deadline) { self.expire() }
            waiters.append(Waiter(isDone: condition, continuation: continuation, deadline: deadline, timer: timer))
        }
        try Mismatch.unless(came, "\(what) did not come within \(limit)")
    }

    private func wake() {
        let done = waiters.filter { $0.isDone() }
        waiters.removeAll { $0.isDone() }
        for waiter in done {
            waiter.timer.cancel()
            waiter.continuation.resume(returning: true)
        }
    }

    private func expire() {
        let now = LoopClock.Instant.now
        let late = waiters.filter { $0.deadline <= now }
        waiters.removeAll { $0.deadline <= now }
        for waiter in late { waiter.continuation.resume(returning: false) }
    }
}
