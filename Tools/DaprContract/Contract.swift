internal import Reactor

/// One run of all statements against one sidecar.
@LoopActor final class Contract {
    let recorder = Recorder()
    let bench: Bench
    private var verdicts: [Verdict] = []
    private var told: @LoopActor (Verdict) -> Void = { _ in }

    /// Listens for the binding behind `web`, if there is one: the component's file names its port.
    init(_ config: ContractConfig) throws {
        bench = Bench(config, recorder: recorder)
        if let port = config.upstreamPort { try bench.app.listen(.upstream, port: port) }
    }

    /// Checks every statement and tells each verdict as it falls; throws when there is no sidecar to ask.
    func run(_ tell: @escaping @LoopActor (Verdict) -> Void) async throws -> [Verdict] {
        told = tell
        do {
            try await bench.poll("a sidecar at \(bench.config.sidecar)") { () throws(Mismatch) in
                (try? await bench.sidecar.call("GET", "/v1.0/healthz/outbound"))?.status == 204
            }
            try await bench.readInventory()
            try requireComponents()
            bench.prepareSubscriptions()
            for statement in Statement.beforeTheApplication { await check(statement) }
            bench.app.isHealthy = bench.config.healthPath == nil
            try bench.listen(.own, bench.config.appPort)
            if bench.second != nil, let port = bench.config.secondPort { try bench.listen(.second, port) }
            for statement in Statement.opening { await check(statement) }
            bench.app.isHealthy = true
            try await awaitGreeting()
            for statement in Statement.running { await check(statement) }
        } catch {
            await bench.close()
            throw error
        }
        await bench.close()
        return verdicts
    }

    /// A misspelt name must not look like a sidecar in which nothing failed.
    private func requireComponents() throws(Mismatch) {
        for (flag, name) in [("pubsub", bench.config.pubsub), ("state", bench.config.state)]
        where name != "none" && bench.components[name] == nil {
            let names = bench.components.keys.sorted().joined(separator: ", ")
            throw Mismatch("there is no component \(name) but \(names); --\(flag) none does without")
        }
    }

    private func awaitGreeting() async throws {
        try await bench.app.until(
            "GET /dapr/subscribe (was the sidecar started anew?)", within: bench.config.patience
        ) { self.bench.components.isEmpty || self.bench.app.calls.contains { $0.path == "/dapr/subscribe" } }
        try await bench.poll("a ready sidecar") { () throws(Mismatch) in
            try await bench.call("GET", "/v1.0/healthz").status == 204
        }
    }

    private func check(_ statement: Statement) async {
        let verdict = await statement.verdict(bench)
        recorder.close(verdict, profile: bench.profile)
        verdicts.append(verdict)
        told(verdict)
    }

}
