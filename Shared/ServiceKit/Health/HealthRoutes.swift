public import HTTP
internal import JSON
public import Observability
public import Reactor

/// Probes and metrics of a process.
///
/// - `/livez`: the loop turned, nothing else: a database that is away must not restart every pod.
/// - `/startupz`: everything has started.
/// - `/readyz` and `/healthz`: running, and every gating check is fine; 503 otherwise, and while shutting down.
/// - `/health`: each check one by one, with its reason; 503 as `/readyz`.
/// - `/metrics`: Prometheus text.
@LoopActor public struct HealthRoutes {
    private let checks: [ReadinessCheck]
    private let lifecycle: Lifecycle
    private let metrics: Metrics
    private let checkLimit: Duration

    /// - Parameter checkLimit: a check that takes longer is failing; probes give up after 3 s.
    public init(
        checks: [ReadinessCheck], lifecycle: Lifecycle, metrics: Metrics, checkLimit: Duration = .seconds(2)
    ) {
        (self.checks, self.lifecycle, self.metrics, self.checkLimit) = (checks, lifecycle, metrics, checkLimit)
    }

    /// All of them, for the probe listener.
    public func addRoutes<Context: RequestContext>(to router: Router<Context>) {
        router.get("/livez") { _, _ in Self.short(isFine: true) }
        router.get("/startupz") { _, _ in Self.short(isFine: lifecycle.phase >= .running) }
        router.get("/readyz") { _, _ in await ready() }
        router.get("/healthz") { _, _ in await ready() }
        addHealth(to: router)
        router.get("/metrics") { _, _ in .bytes(.ok, metrics.text(), type: Metrics.contentType) }
    }

    /// `/health` alone, for the public listener.
    public func addHealth<Context: RequestContext>(to router: Router<Context>) {
        router.get("/health") { _, _ in await health() }
    }

    /// `/healthz` for Dapr's app health check: fine until services stop, when the sidecar shall deliver no more.
    ///
    /// It says nothing of the database: an event that cannot be handled is answered 503 and comes again.
    public func addAppHealth<Context: RequestContext>(to router: Router<Context>) {
        router.get("/healthz") { _, _ in Self.short(isFine: lifecycle.phase < .stopping) }
    }

    private func ready() async -> HTTPResponse {
        let results = await results()
        return Self.short(isFine: isReady(results))
    }

    private func isReady(_ results: [CheckResult]) -> Bool {
        lifecycle.phase == .running && zip(checks, results).allSatisfy { !$0.isGating || $1 == .ok }
    }

    /// All checks at the same time, in their order.
    private func results() async -> [CheckResult] {
        await withTaskGroup(of: (Int, CheckResult).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await result(of: check)) }
            }
            var results = [CheckResult](repeating: .failing("not asked"), count: checks.count)
            for await (index, result) in group { results[index] = result }
            return results
        }
    }

    private func result(of check: ReadinessCheck) async -> CheckResult {
        let started = LoopClock.Instant.now
        let result = try? await withDeadline(checkLimit) { await check.check() }
        // A check that was called off answers something too.
        let isInTime = started.duration(to: .now) < checkLimit
        return isInTime ? result ?? .failing("called off") : .failing("no answer within \(checkLimit)")
    }

    private static func short(isFine: Bool) -> HTTPResponse {
        var json = JSONWriter(capacity: 32)
        json.object { $0.member("status", isFine ? "ok" : "unavailable") }
        return .json(isFine ? .ok : .serviceUnavailable, json.finish(), headers: ["Cache-Control": "no-store"])
    }

    private func health() async -> HTTPResponse {
        let results = await results()
        let isReady = isReady(results)
        var json = JSONWriter()
        json.object { json in
            json.member("status", isReady ? "ok" : "unavailable")
            json.member("phase", lifecycle.phase.name)
            json.key("checks")
            json.array { json in
                for (check, result) in zip(checks, results) { Self.write(check, result, to: &json) }
            }
        }
        return .json(isReady ? .ok : .serviceUnavailable, json.finish(), headers: ["Cache-Control": "no-store"])
    }

    private static func write(_ check: ReadinessCheck, _ result: CheckResult, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", check.name)
            json.member("gating", check.isGating)
            switch result {
            case .ok: json.member("status", "ok")
            case .failing(let reason):
                json.member("status", "failing")
                json.member("detail", reason)
            }
        }
    }
}
