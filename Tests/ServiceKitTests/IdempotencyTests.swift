#if canImport(Testing)
    import FoundationEssentials
    import HTTP
    import Reactor
    import Testing
    import TodoCore

    @testable import ServiceKit

    @LoopActor @Suite struct IdempotencyTests {
        /// Keeps answers as the command's write statement would.
        @LoopActor private final class Kept: AnswerStore {
            var answers: [RequestKey: HTTPResponse] = [:]
            var finds = 0
            var appearsAfter = 0

            func find(_ key: RequestKey) async throws -> KeptAnswer {
                finds += 1
                guard finds > appearsAfter else { return .nothing }
                if let answer = answers[key] { return .answer(answer) }
                let isUsed = answers.keys.contains {
                    ($0.userID, $0.method, $0.path, $0.key) == (key.userID, key.method, key.path, key.key)
                }
                return isUsed ? .otherBody : .nothing
            }
        }

        private let kept = Kept()
        private let user = UUID()

        private func send(
            _ method: HTTPMethod = .post, _ path: String = "/x", key: String? = "k1", body: String = #"{"a":1,"b":2}"#,
            by user: UUID? = nil, handler: Handler<AppContext>? = nil
        ) async throws -> HTTPResponse {
            let context = AppContext(try HTTPRequest(.get, "/"))
            context.identity = Identity(userID: user ?? self.user)
            var headers = HTTPHeaders()
            headers["Idempotency-Key"] = key
            let request = try HTTPRequest(method, path, headers: headers, body: Array(body.utf8))
            let kept = kept
            let next: Handler<AppContext> =
                handler ?? { request, context in
                    let answer = HTTPResponse(.created, headers: ["Location": "/x/1"])
                    if let key = context.idempotencyKey { kept.answers[key] = answer }
                    return answer
                }
            let idempotency = Idempotency(kept, digest: { $0 })
            guard idempotency.concerns(method) else { return try await next(request, context) }
            return try await idempotency.respond(to: request, context, next: next)
        }

        @Test func theSameRequestGetsTheSameAnswerAndRunsOnce() async throws {
            let first = try await send()
            #expect(first.headers["Idempotent-Replayed"] == nil)
            let second = try await send { _, _ in throw Problem.internalError }
            #expect(second.status == .created)
            #expect(second.headers["Location"] == "/x/1")
            #expect(second.headers["Idempotent-Replayed"] == "true")
        }

        @Test func theSameJSONWrittenInAnotherWayIsTheSameBody() async throws {
            _ = try await send()
            let second = try await send(body: "{ \"b\": 2,\n \"a\": 1 }")
            #expect(second.headers["Idempotent-Replayed"] == "true")
        }

        @Test func anotherBodyIsRefused() async throws {
            _ = try await send()
            await #expect(throws: TodoError.idempotencyKeyReused) { try await send(body: #"{"a":2}"#) }
        }

        @Test func anotherQueryIsRefused() async throws {
            _ = try await send(.delete, "/x")
            await #expect(throws: TodoError.idempotencyKeyReused) { try await send(.delete, "/x?permanent=true") }
            _ = try await send(.delete, "/x?permanent=true", key: "k2")
            let again = try await send(.delete, "/x?permanent=true", key: "k2")
            #expect(again.headers["Idempotent-Replayed"] == "true")
        }

        @Test func anotherUserPathOrMethodIsAnotherRequest() async throws {
            _ = try await send()
            #expect(try await send(by: UUID()).headers["Idempotent-Replayed"] == nil)
            #expect(try await send(.put).headers["Idempotent-Replayed"] == nil)
            #expect(try await send(.post, "/y").headers["Idempotent-Replayed"] == nil)
        }

        @Test func withoutAKeyAndForReadsNothingIsAsked() async throws {
            _ = try await send(key: nil)
            _ = try await send(.get)
            #expect(kept.finds == 0)
            #expect(kept.answers.isEmpty)
        }

        @Test(arguments: ["", "ü", "a\tb", String(repeating: "k", count: 256)])
        func anOddKeyIsRefused(key: String) async throws {
            let error = await #expect(throws: TodoError.self) { try await send(key: key) }
            #expect(error?.problem.code == "invalid-parameter")
        }

        @Test func whoLosesARaceGetsTheWinnersAnswer() async throws {
            _ = try await send()
            kept.appearsAfter = kept.finds + 1
            let loser = try await send { _, _ in throw TodoError.idempotencyKeyInProgress }
            #expect(loser.headers["Idempotent-Replayed"] == "true")
            kept.appearsAfter = .max
            await #expect(throws: TodoError.idempotencyKeyInProgress) {
                try await send { _, _ in throw TodoError.idempotencyKeyInProgress }
            }
        }

        @Test func aBodyThatIsNoJSONIsTakenAsItCame() {
            #expect(Idempotency.canonical(Array("{broken".utf8)) == Array("{broken".utf8))
            #expect(Idempotency.canonical([]) == [])
        }
    }
#endif
