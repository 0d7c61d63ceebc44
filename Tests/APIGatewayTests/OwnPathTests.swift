import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct OwnPathTests {
    @Test func underOnesOwnIdAreTheSameThings() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let own = "/api/\(ann.id)"
            let made = try await gateway.send(.post, "\(own)/tasks", #"{"title":"Water"}"#, as: ann)
            let id = try #require(made.text("id"))
            #expect(made.status == 201 && made.headers["Location"] == "/api/tasks/\(id)")
            #expect(try await gateway.send(.get, "\(own)/tasks/\(id)", as: ann).json == made.json)
            #expect(try await gateway.send(.get, "\(own)/tasks?limit=1", as: ann).items.count == 1)
            #expect(try await gateway.send(.get, "\(own)/tasks?colour=red", as: ann).status == 400)
            #expect(try await gateway.send(.get, "\(own)/me", as: ann).text("name") == "ann")
            #expect(
                try await gateway.send(.get, "/api/\(ann.id.description.uppercased())/tasks", as: ann).status == 200)
            #expect(try await gateway.send(.get, "\(own)/tasks").status == 401)
            #expect(try await gateway.send(.put, "\(own)/tasks", "{}", as: ann).status == 405)
            // Logging in belongs to nobody yet.
            #expect(try await gateway.send(.post, "\(own)/auth/login", "{}", as: ann).status == 404)
            #expect(try await gateway.send(.get, "\(own)/health", as: ann).status == 404)
        }
    }

    @Test func aKeyOfOnePathIsTheKeyOfTheOther() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let key = ["Idempotency-Key": "k"]
            let first = try await gateway.send(.post, "/api/tasks", #"{"title":"Water"}"#, as: ann, headers: key)
            let again = try await gateway.send(
                .post, "/api/\(ann.id)/tasks", #"{"title":"Water"}"#, as: ann, headers: key)
            #expect(again.json == first.json && again.headers["Idempotent-Replayed"] == "true")
        }
    }

    @Test func underSomebodyElsesIdIsNothing() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let bob = try await gateway.person("bob")
            let key = ["Idempotency-Key": "k"]
            _ = try await gateway.send(.post, "/api/tasks", #"{"title":"Water"}"#, as: bob, headers: key)
            let tasks = try await gateway.count("SELECT count(*) FROM tasks")
            var walked = 0
            for (method, pattern) in gateway.router.routes where pattern.hasPrefix("/api/") {
                let path = pattern.replacing(/\{[a-z_]+\}/, with: UUID().uuidString.lowercased()).dropFirst(4)
                let body = [.post, .put, .patch].contains(method) ? #"{"title":"Water"}"# : nil
                let answer = try await gateway.send(method, "/api/\(ann.id)\(path)", body, as: bob, headers: key)
                #expect(answer.status == 404, "\(method) \(pattern): \(answer.status)")
                walked += 1
            }
            #expect(walked > 20)
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == tasks)
            #expect(try await gateway.count("SELECT count(*) FROM users WHERE deleted_at IS NULL") == 2)
        }
    }
}
