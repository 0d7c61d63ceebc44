import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// A gateway that is asked to go while it is busy.
@LoopActor @Suite(.serialized, .withPrograms, .todoDatabase) struct GatewayFaultTests {
    /// Who a balancer sends requests to: the first that says it is ready.
    @LoopActor private final class Balancer {
        var port: Int
        var isOver = false
        init(_ port: Int) { self.port = port }
    }

    @Test func aRolloutUnderLoadFailsNoRequest() async throws {
        try await Programs.run { programs, stage in
            try await programs.startSidecar()
            // Readiness turns a second before it takes no more: the balancer needs that to notice.
            let old = try await programs.start(.gateway, ["shutdown.delay": "PT2S"])
            let newPort = FreePorts.take()
            try await programs.start(
                .gateway,
                [
                    "http.port": "\(newPort)", "probes.port": "\(FreePorts.take())",
                    "dapr.app.port": "\(FreePorts.take())",
                ])
            let user = try await stage.signUp()
            let balancer = Balancer(stage.apiPort)
            let answered = Tally()
            async let rollout = rollOut(old, after: answered, balancer, to: newPort, on: stage)
            let results = await concurrently(8) { worker in
                var made: [String] = []
                while !balancer.isOver || made.count < 20 {
                    let answer = try await stage.call(
                        "POST", "/api/tasks", #"{"title":"Task \#(worker)-\#(made.count)"}"#, as: user,
                        port: balancer.port)
                    guard answer.status == 201 else {
                        throw UnexpectedAnswer(request: "create", status: answer.status, json: answer.json)
                    }
                    made.append(answer.id)
                    answered.add()
                }
                return made
            }
            #expect(try await rollout == .exit(0))
            var acknowledged: [String] = []
            for result in results { acknowledged += try result.get() }
            #expect(acknowledged.count >= 160 && Set(acknowledged).count == acknowledged.count)
            let stored = Set(try await stage.lines("SELECT id::text FROM tasks"))
            #expect(acknowledged.allSatisfy { stored.contains($0) } && stored.count == acknowledged.count)
        }
    }

    /// Ends the old gateway as a rollout does: a signal, the balancer's look at its readiness, the wait for its end.
    private func rollOut(
        _ old: ChildProcess, after answered: Tally, _ balancer: Balancer, to port: Int, on stage: Stage
    ) async throws -> ChildProcess.End {
        defer { balancer.isOver = true }
        await answered.reached(100)
        old.signal(15)
        try await eventually("unreadiness") { await !stage.isReady(stage.ports(.gateway).probes) }
        balancer.port = port
        return try await old.ended()
    }
}
