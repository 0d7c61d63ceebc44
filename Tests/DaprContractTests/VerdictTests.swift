import HTTP
import JSON
import Reactor
import TestSupport
import Testing

@testable import DaprContract

/// A sidecar that breaks the contract is told so.
@LoopActor @Suite struct VerdictTests {
    /// Verdicts of a server that says it is a sidecar and answers all else by `respond`.
    private func verdicts(_ respond: @escaping @LoopActor @Sendable (HTTPRequest) -> HTTPResponse) async throws -> [Int:
        Verdict]
    {
        let metadata = #"{"id":"app1","components":[{"name":"statestore","type":"state.redis","version":"v1"}]}"#
        var verdicts: [Int: Verdict] = [:]
        try await withServer(respond: { request in
            switch (request.method, request.path) {
            case (.get, "/v1.0/metadata"): .bytes(.ok, Array(metadata.utf8), type: "application/json")
            case (.get, "/v1.0/healthz"), (.get, "/v1.0/healthz/outbound"): .empty(.noContent)
            default: respond(request)
            }
        }) { server in
            var config = ContractConfig()
            config.sidecar = "http://127.0.0.1:\(server.port)"
            config.appPort = 0
            config.patience = .milliseconds(200)
            for statement in Statement.state {
                let bench = Bench(config, recorder: Recorder())
                try await bench.readInventory()
                verdicts[statement.number] = await statement.verdict(bench)
                await bench.close()
            }
        }
        return verdicts
    }

    @Test func whatItAnsweredIsInTheLine() async throws {
        let verdicts = try await verdicts { _ in .text(.ok, "surprise") }
        let missing = try #require(verdicts[59])
        #expect(missing.isFailure)
        #expect(missing.line.hasPrefix(" 59  FAIL  S: get of a missing key"))
        #expect(missing.line.contains("wanted 204"))
        #expect(missing.line.hasSuffix("200 surprise"))
    }

    @Test func everyStatementOfAChapterNoticesAServerThatAlwaysSaysYes() async throws {
        let verdicts = try await verdicts { _ in .empty(.noContent) }
        let passed = verdicts.values.filter { $0.outcome == .passed }.map(\.number).sorted()
        // To these, yes is the answer.
        #expect(passed == [59, 66, 73])
        #expect(
            verdicts[75]?.outcome == .notApplicable("there is no other application (--second-sidecar, --second-port)"))
    }
}
