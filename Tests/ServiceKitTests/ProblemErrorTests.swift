#if canImport(Testing)
    import HTTP
    import JSON
    import Observability
    import Reactor
    import TestSupport
    import Testing
    import TodoCore

    @testable import ServiceKit

    @LoopActor @Suite struct ProblemErrorTests {
        private let log = LogRecorder()
        private let metrics = Metrics()

        private func answer(
            to body: String = "", throwing handler: @escaping Handler<AppContext>
        ) async throws -> (status: Int, body: JSONObject, headers: HTTPHeaders) {
            let router = Router(log.logger(), metrics)
            router.post("/x", handler)
            let response = await router.respond(
                to: try HTTPRequest(.post, "/x", headers: ["X-Request-Id": "r-1"], body: Array(body.utf8)))
            return (response.status.code, try response.object(), response.headers)
        }

        @Test func aDomainErrorHasItsProblemAndTheRequestsID() async throws {
            let answer = try await answer { _, _ in
                throw TodoError.invalidTransition(from: .cancelled, to: .completed)
            }
            #expect(answer.status == 409)
            #expect(answer.headers["Content-Type"] == "application/problem+json")
            #expect(answer.body["code"] == "invalid-transition")
            #expect(answer.body["type"] == "urn:todo:problem:invalid-transition")
            #expect(answer.body["status"] == 409)
            #expect(answer.body["detail"] == "A task that is cancelled cannot become completed.")
            #expect(answer.body["request_id"] == "r-1")
            #expect(answer.headers["X-Request-Id"] == "r-1")
        }

        @Test func jsonThatCannotBeReadIs400WithItsPlace() async throws {
            let answer = try await answer(to: #"{"a": [1, }"#) { request, _ in
                _ = try JSONReader.parse(request.body)
                return .empty(.noContent)
            }
            #expect(answer.status == 400)
            #expect(answer.body["code"] == "invalid-json")
            let mistake = try #require(answer.body["errors"]?.items.first?.object)
            #expect(mistake["pointer"] == "/a/1")
            #expect(mistake["code"] == "syntax")
        }

        @Test func jsonThatSaysSomethingWrongIs422WithEveryPointer() async throws {
            let answer = try await answer { _, _ in
                throw JSONMistakes([
                    JSONMistake("/title", code: "required", "is missing"),
                    JSONMistake("/tags/0", code: "invalid-type", "must be a text"),
                ])
            }
            #expect(answer.status == 422)
            #expect(answer.body["code"] == "invalid")
            #expect(answer.body["errors"]?.items.compactMap { $0.object?["pointer"] } == ["/title", "/tags/0"])
        }

        @Test func aBodyBeyondTheReadersLimitIs413() async throws {
            let answer = try await answer(to: "[1,2,3,4,5,6]") { request, _ in
                _ = try JSONReader.parse(request.body, limits: JSONLimits(depth: 4, bytes: 5))
                return .empty(.noContent)
            }
            #expect(answer.status == 413)
        }

        @Test func anErrorFromBelowTellsTheClientNothingOfTheInside() async throws {
            let answer = try await answer { _, _ in throw DatabaseAway() }
            #expect(answer.status == 503)
            #expect(answer.headers["Retry-After"] == "1")
            #expect(answer.body["code"] == "unavailable")
            let record = try #require(log["Request failed on a dependency"])
            #expect(record.fields["error"] == "host=db password=hidden: connection refused")
            #expect(record.fields["request_id"] == "r-1")
        }

        @Test func anUnknownErrorIs500AndLoggedWithTheRequestsID() async throws {
            struct Surprise: Error { let secret = "inside" }
            let answer = try await answer { _, _ in throw Surprise() }
            #expect(answer.status == 500)
            #expect(answer.body["code"] == "internal-error")
            #expect(!String(describing: answer.body).contains("inside"))
            #expect(log["Request failed"]?.fields["request_id"] == "r-1")
            #expect(log["Request failed"]?.fields["type"] == "Surprise")
        }

        @Test func aDeadlineIs503() async throws {
            let answer = try await answer { _, _ in
                try await withDeadline(.milliseconds(1)) { try await LoopClock().sleep(for: .seconds(60)) }
                return .empty(.noContent)
            }
            #expect(answer.status == 503)
            #expect(answer.body["code"] == "timeout")
        }

        @Test(arguments: [
            (TodoError.taskNotFound(TodoTask.ID.sample), 404, "task-not-found"),
            (.recurringTaskNotFound(RecurringTask.ID.sample), 404, "recurring-task-not-found"),
            (.reminderNotFound(Reminder.ID.sample), 404, "reminder-not-found"),
            (.notificationNotFound(TodoNotification.ID.sample), 404, "notification-not-found"),
            (.userNotFound(UserID.sample), 404, "user-not-found"), (.tagNotFound(Tag.ID.sample), 404, "tag-not-found"),
            (.tagExists(name: "work"), 409, "tag-exists"),
            (.invalid([]), 422, "invalid"),
            (.invalidParameter(name: "limit", detail: "must be 1 to 100"), 400, "invalid-parameter"),
            (.cannotRecur(TodoTask.ID.sample), 409, "cannot-recur"),
            (.versionMismatch(current: 4), 412, "version-mismatch"),
            (.concurrentChange, 409, "concurrent-change"), (.emailTaken, 409, "email-taken"),
            (.idempotencyKeyReused, 422, "idempotency-key-reused"),
            (.idempotencyKeyInProgress, 409, "idempotency-key-in-progress"),
            (.idempotencyKeyUsed, 409, "idempotency-key-used"),
            (.invalidCredentials, 401, "invalid-credentials"), (.invalidToken, 401, "invalid-token"),
            (.missingScope("admin"), 403, "missing-scope"), (.outcomeUnknown, 503, "outcome-unknown"),
            (.unavailable, 503, "unavailable"),
        ])
        func everyDomainErrorHasAStatusAndACode(error: TodoError, status: Int, code: String) {
            #expect(error.problem.status.code == status)
            #expect(error.problem.code == code)
            #expect(error.problem.detail?.hasSuffix(".") == true || error == .invalidToken || error == .invalid([]))
            #expect(status != 503 || error.problem.headers["Retry-After"] == "1")
            #expect(status != 401 || error.problem.headers["WWW-Authenticate"] != nil)
        }
    }

    private struct DatabaseAway: ProblemConvertible, CustomStringConvertible, CustomDebugStringConvertible {
        var problem: Problem { .unavailable() }
        var description: String { "database unavailable" }
        var debugDescription: String { "host=db password=hidden: connection refused" }
    }

    extension Identifier {
        fileprivate static var sample: Identifier { .make(now: ManualClock().date, random: 1) }
    }
#endif
