import HTTP
import JSON
import Observability
import Reactor
import TestSupport

@testable import DevSidecar

/// An application for sidecars to call: answers as it is told and keeps what it got.
@LoopActor final class Application {
    typealias Answer = @LoopActor (Delivery) async -> HTTPResponse

    var subscriptions = "[]"
    var answer: Answer = { $0.accepted }
    /// What `GET /healthz` says.
    var isHealthy = true
    /// The status of OPTIONS.
    var knowsBindings = true
    private(set) var deliveries: [Delivery] = []
    /// Everything but deliveries and probes, as in "GET /dapr/config".
    private(set) var calls: [String] = []
    private(set) var headers: [String: HTTPHeaders] = [:]
    private(set) var running = 0
    private(set) var mostAtOnce = 0
    private var server: HTTPServer?
    private var watchers: [Doorbell] = []
    private var waiting: [(@LoopActor (Application) -> Bool, UnsafeContinuation<Void, Never>)] = []

    var port: Int { server?.port ?? 0 }
    var numbers: [Int] { deliveries.flatMap(\.numbers) }

    nonisolated init() {}

    /// One that subscribes to these and answers already.
    static func started(_ subscriptions: String = DeliveryTests.single) throws -> Application {
        let application = Application()
        application.subscriptions = subscriptions
        try application.start()
        return application
    }

    func start(port: Int = 0) throws {
        let server = HTTPServer(
            HTTPServerConfig(port: port), name: "application", logger: Logger("application", level: .error),
            metrics: Metrics(), limits: { _ in RouteLimits(body: 15 << 20) }, respond: { await self.respond($0) })
        try server.start()
        self.server = server
    }

    func stop() async {
        await server?.drain(within: .zero)
        server = nil
    }

    // MARK: Answers

    /// Lets the first delivery wait until the tally counts; the others are taken at once.
    func holdsFirst() -> Tally {
        let released = Tally()
        answer = { [unowned self] _ in
            if deliveries.count == 1 { await released.reached(1) }
            return .empty(.ok)
        }
        return released
    }

    /// Asks for one event again, so many times, and takes the others of its batches.
    func refuses(_ number: Int, times: Int) {
        var left = times
        answer = { delivery in
            delivery.answer { index in
                guard delivery.numbers[index] == number, left > 0 else { return "SUCCESS" }
                left -= 1
                return "RETRY"
            }
        }
    }

    private func respond(_ request: HTTPRequest) async -> HTTPResponse {
        if request.path == "/healthz" { return .empty(isHealthy ? .ok : .serviceUnavailable) }
        guard request.method == .post else {
            calls.append("\(request.method) \(request.path)")
            headers[request.path] = request.headers
            notify()
            switch request.path {
            case "/dapr/subscribe": return .bytes(.ok, Array(subscriptions.utf8), type: "application/json")
            case "/dapr/config": return .empty(.notFound)
            default: return .empty(request.method == .options && !knowsBindings ? .notFound : .ok)
            }
        }
        let delivery = Delivery(request)
        deliveries.append(delivery)
        running += 1
        mostAtOnce = max(mostAtOnce, running)
        notify()
        let response = await answer(delivery)
        running -= 1
        notify()
        return response
    }

    /// Returns once these applications together have so many events.
    static func received(_ count: Int, by applications: [Application]) async {
        let bell = Doorbell()
        for application in applications { application.watchers.append(bell) }
        while applications.reduce(0, { $0 + $1.numbers.count }) < count { await bell.wait() }
    }

    private func notify() {
        for bell in watchers { bell.ring() }
        let ready = waiting.filter { $0.0(self) }
        waiting.removeAll { $0.0(self) }
        for watcher in ready { watcher.1.resume() }
    }

    /// Returns once `condition` holds; it is asked after every call.
    func until(_ condition: @escaping @LoopActor (Application) -> Bool) async {
        await withUnsafeContinuation { continuation in
            if condition(self) { continuation.resume() } else { waiting.append((condition, continuation)) }
        }
    }

    /// Returns once so many events have come.
    func received(_ count: Int) async { await until { $0.numbers.count >= count } }
}
