import JSON
import Reactor
import TestSupport
import Testing

@testable import DaprContract
@testable import DevSidecar

/// All statements, against the stand-in with the manners of kafka and redis.
@LoopActor @Suite struct ContractTests {
    private static func config(_ sidecar: Sidecar, _ standIn: StandIn, appPort: Int) -> ContractConfig {
        var config = ContractConfig()
        config.sidecar = "http://127.0.0.1:\(sidecar.port)"
        config.appPort = appPort
        config.upstreamPort = standIn.upstreamPort
        config.isDeclared = true
        config.shutsDown = true
        return config
    }

    /// What failed, as the program prints it.
    private static func failures(_ verdicts: [Verdict]) -> String {
        verdicts.filter(\.isFailure).map(\.line).joined(separator: "\n")
    }

    private static func inapplicable(_ verdicts: [Verdict]) -> [Int] {
        verdicts.filter { if case .notApplicable = $0.outcome { true } else { false } }.map(\.number).sorted()
    }

    @Test func theStandInKeepsIt() async throws {
        try await withStandIn { standIn in
            let (port, second, replica) = (FreePorts.take(), FreePorts.take(), FreePorts.take())
            var config = Self.config(try standIn.add("app1", appPort: port), standIn, appPort: port)
            config.secondSidecar = "http://127.0.0.1:\(try standIn.add("app2", appPort: second).port)"
            config.secondPort = second
            try standIn.add("app1", appPort: replica, replica: 1)
            config.replicaPort = replica
            let contract = try Contract(config)
            let verdicts = try await contract.run { _ in }
            #expect(Self.failures(verdicts).isEmpty)
            #expect(Self.inapplicable(verdicts) == [5, 6, 7, 38, 41, 57, 99, 100])
            let lines = contract.recorder.lines.split(separator: 10)
            #expect(lines.count == Statement.all.count)
            for line in lines {
                let object = try JSONReader.parse(line, limits: JSONLimits(depth: 64, bytes: 1 << 26))
                #expect(object.object?.names == ["statement", "profile", "verdict", "note", "exchanges"])
                #expect(object["profile"] == "kafka+redis")
            }
        }
    }

    @Test func theStandInKeepsItWithTokensAndHealthChecksAndOneCallAtATime() async throws {
        try await withStandIn(tokens: .init(api: "in", app: "out")) { standIn in
            let port = FreePorts.take()
            let sidecar = try standIn.add("app1", appPort: port) {
                $0.health = AppHealthOptions(path: "/healthz", interval: .milliseconds(50), threshold: 10)
                $0.maxConcurrency = 1
            }
            var config = Self.config(sidecar, standIn, appPort: port)
            (config.apiToken, config.appToken, config.healthPath) = ("in", "out", "/healthz")
            config.isSerial = true
            let verdicts = try await Contract(config).run { _ in }
            #expect(Self.failures(verdicts).isEmpty)
            #expect(Self.inapplicable(verdicts) == [55, 75, 85])
        }
    }

    @Test func aMisspeltComponentIsNoSuccess() async throws {
        try await withStandIn { standIn in
            let port = FreePorts.take()
            var config = Self.config(try standIn.add("app1", appPort: port), standIn, appPort: port)
            config.state = "statstore"
            await #expect(throws: Mismatch.self) { try await Contract(config).run { _ in } }
        }
    }

    @Test func everyStatementHasItsOwnNumber() {
        let numbers = Statement.all.map(\.number).sorted()
        // Jobs and locks, 91 to 95, are nothing that the product uses.
        #expect(numbers == Array(1...90) + Array(96...100))
    }
}
