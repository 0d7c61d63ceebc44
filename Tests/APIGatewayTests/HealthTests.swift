import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct HealthTests {
    @Test func whoeverAsksIsToldCheckByCheck() async throws {
        try await GatewayFixture.with { gateway in
            let answer = try await gateway.send(.get, "/health")
            #expect(answer.status == 200 && answer.text("status") == "ok" && answer.text("phase") == "running")
            let checks = answer.json["checks"]?.array ?? []
            let database = try #require(checks.first { $0["name"]?.string == "postgres" })
            #expect(database["gating"]?.bool == true && database["status"]?.string == "ok")
        }
    }

    @Test func withoutItsDatabaseItIsUnavailable() async throws {
        try await GatewayFixture.with { gateway in
            await gateway.postgres.shutdown()
            let answer = try await gateway.send(.get, "/health")
            #expect(answer.status == 503 && answer.text("status") == "unavailable")
        }
    }
}
