import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore
import TodoStore

/// What a patch, many operations at once and a client's own id do to tasks that come again.
extension TaskSeriesTests {
    @Test func aPatchBeginsChangesAndEndsASeries() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, _) = try await made(#"{"title":"Tea","due_date":"2099-01-31"}"#, gateway, ann)
            func patch(_ body: String) async throws -> GatewayFixture.Answer {
                try await gateway.send(.patch, path, body, as: ann)
            }
            let begun = try await patch(#"{"is_recurring":true,"recurrence_pattern":"monthly"}"#)
            #expect(begun.status == 200 && begun.json["is_recurring"]?.bool == true, "\(begun)")
            #expect(begun.json["recurring_task_id"]?.isNull == false)
            var found = try #require(try await series(gateway, ann).first)
            #expect(found["all_day"]?.bool == true && found["next_due_at"]?.string == "2099-02-28T00:00:00Z")
            #expect(try await patch(#"{"is_recurring":true,"recurrence_pattern":"every month"}"#).json == begun.json)

            for (body, mistake) in [
                (#"{"recurrence_pattern":"daily"}"#, "/is_recurring required"),
                (#"{"is_recurring":true}"#, "/recurrence_pattern required"),
                (#"{"is_recurring":false,"recurrence_pattern":"daily"}"#, "/recurrence_pattern conflict"),
                (#"{"is_recurring":null}"#, "/is_recurring invalid-type"),
            ] {
                let refused = try await patch(body)
                #expect(refused.status == 422 && refused.mistakes == [mistake], "\(body): \(refused.json)")
            }
            let changed = try await patch(#"{"is_recurring":true,"recurrence_pattern":"every 2 days"}"#)
            #expect(changed.json["recurring_task_id"] == begun.json["recurring_task_id"])
            found = try #require(try await series(gateway, ann).first)
            #expect(found["recurrence_interval"]?.int == 2 && found["version"]?.int == 2)
            #expect(found["next_due_at"]?.string == "2099-02-02T00:00:00Z")
            _ = try await post("\(path)/complete", gateway, ann)
            let next = try #require(try await tellTheService(gateway))
            #expect(next.due?.text == "2099-02-02" && next.recurrencePattern?.description == "every 2 days")

            let ended = try await gateway.send(
                .patch, "/api/tasks/\(next.id)", #"{"is_recurring":false}"#, as: ann)
            #expect(ended.json["is_recurring"]?.bool == false && ended.json["recurrence_pattern"]?.isNull == true)
            #expect(try await series(gateway, ann).isEmpty)
            _ = try await post("/api/tasks/\(next.id)/complete", gateway, ann)
            #expect(try await tellTheService(gateway) == nil)
            #expect(try await open(gateway, ann).isEmpty)
        }
    }

    @Test func anUndonePatchIsUndoneInTheSeriesToo() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (path, _) = try await made(Self.weekly, gateway, ann)
            _ = try await gateway.send(.patch, path, #"{"is_recurring":true,"recurrence_pattern":"daily"}"#, as: ann)
            _ = try await post("/api/undo", gateway, ann)
            #expect(try await series(gateway, ann).first?["recurrence_type"]?.string == "weekly")
            _ = try await gateway.send(.patch, path, #"{"is_recurring":false}"#, as: ann)
            #expect(try await series(gateway, ann).isEmpty)
            let undone = try #require(try await post("/api/undo", gateway, ann).items.first)
            #expect(undone["is_recurring"]?.bool == true)
            #expect(try await series(gateway, ann).map { $0["id"] } == [undone["recurring_task_id"]])
        }
    }

    @Test func tasksOfAScheduleCannotChangeIt() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            _ = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"Stand-up","recurrence_type":"daily","start_date":"2020-01-01T00:00:00"}"#, as: ann)
            let task = try #require(try await gateway.send(.get, "/api/tasks", as: ann).items.first)
            #expect(task["recurrence_pattern"]?.string == "daily" && task["is_recurring"]?.bool == true)
            let path = try "/api/tasks/" + #require(task["id"]?.string)
            let refused = try await gateway.send(
                .patch, path, #"{"is_recurring":true,"recurrence_pattern":"weekly"}"#, as: ann)
            #expect(refused.status == 409 && refused.code == "series-has-a-schedule")
            #expect(try await gateway.send(.get, path, as: ann).text("recurrence_pattern") == "daily")
        }
    }

    @Test func manyTasksAtOnce() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.send(
                .post, "/api/tasks/bulk",
                #"{"operations":[{"op":"create","data":\#(Self.weekly)},{"op":"create","data":{"title":"Tea"}}]}"#,
                as: ann)
            let results = try #require(made.json["results"]?.array)
            #expect(results[0]["task"]?["is_recurring"]?.bool == true, "\(made)")
            #expect(try await series(gateway, ann).count == 1)
            let id = try #require(results[0]["task"]?["id"]?.string)
            func bulk(_ verb: String) async throws {
                let answer = try await gateway.send(
                    .post, "/api/tasks/bulk", #"{"operations":[{"op":"\#(verb)","id":"\#(id)"}]}"#, as: ann)
                #expect(answer.status == 200, "\(answer)")
            }
            try await bulk("complete")
            #expect(try await tellTheService(gateway) != nil)
            try await bulk("uncomplete")
            #expect(try await ledger(gateway) == ["generated"])
            let undone = try await post("/api/undo", gateway, ann)
            #expect(undone.items.first?["status"]?.string == "completed")
            #expect(try await tellTheService(gateway) != nil)
        }
    }

    @Test func operationsSeeTheSeriesAsTheOneBeforeLeftIt() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let (_, task) = try await made(#"{"title":"Tea","due_date":"2099-01-05"}"#, gateway, ann)
            let id = try #require(task["id"]?.string)
            let operations = [
                #"{"is_recurring":true,"recurrence_pattern":"weekly"}"#,
                #"{"is_recurring":true,"recurrence_pattern":"daily"}"#,
                #"{"is_recurring":true,"recurrence_pattern":"monthly"}"#,
            ].map { #"{"op":"update","id":"\#(id)","data":\#($0)}"# }.joined(separator: ",")
            let answer = try await gateway.send(
                .post, "/api/tasks/bulk", #"{"operations":[\#(operations)]}"#, as: ann)
            #expect(answer.status == 200, "\(answer.json)")
            let found = try #require(try await series(gateway, ann).first)
            #expect(found["recurrence_type"]?.string == "monthly" && found["version"]?.int == 3)
            #expect(try await ledger(gateway) == ["generated"])
        }
    }

    @Test func whatManyOperationsMadeIsUndoneWithItsSeries() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let body =
                #"{"operations":[{"op":"create","data":\#(Self.weekly)},{"op":"create","data":{"title":"Tea"}}]}"#
            #expect(try await gateway.send(.post, "/api/tasks/bulk", body, as: ann).status == 200)
            // With the tasks that the request made goes the series that it made.
            #expect(try await post("/api/undo", gateway, ann).items.count == 2)
            #expect(try await series(gateway, ann).isEmpty)
            #expect(try await open(gateway, ann).isEmpty)
            #expect(try await tellTheService(gateway) == nil)
        }
    }

    @Test func aSeriesThatGoesOnByCompletionHasItsFirstTaskAtOnce() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let made = try await gateway.send(
                .post, "/api/recurring-tasks",
                #"{"title":"Filter","recurrence_type":"monthly","start_date":"2099-01-31T09:00:00","generation":"on_completion"}"#,
                as: ann)
            let first = try #require(made.text("first_task_id"))
            #expect(made.text("generation") == "on_completion" && made.text("next_due_at") == "2099-02-28T09:00:00Z")
            let path = try "/api/recurring-tasks/" + #require(made.text("id"))
            #expect(try await gateway.count("SELECT count(*) FROM recurring_tasks WHERE next_generate_at IS NULL") == 1)
            _ = try await post("\(path)/pause", gateway, ann)
            _ = try await post("/api/tasks/\(first)/complete", gateway, ann)
            #expect(try await tellTheService(gateway) == nil, "it rests")
            let resumed = try await post("\(path)/resume", gateway, ann)
            #expect(resumed.text("next_due_at") == "2099-03-31T09:00:00Z")
            #expect(try await open(gateway, ann) == ["2099-02-28T09:00:00Z"])
            let wrong =
                #"{"title":"a","recurrence_type":"daily","start_date":"2099-01-01T09:00:00","generation":"never"}"#
            #expect(
                try await gateway.send(.post, "/api/recurring-tasks", wrong, as: ann).mistakes == [
                    "/generation unknown-generation"
                ])
        }
    }

    @Test func aClientMadeTaskCanComeAgain() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let id: TodoTask.ID = IdentifierSource.system.next(at: WallClock.now())
            let body = #"{"title":"Water","is_recurring":true,"recurrence_pattern":"daily"}"#
            let made = try await gateway.send(.put, "/api/tasks/\(id)", body, as: ann)
            #expect(made.status == 201 && made.json["due_date"]?.isNull == false)
            #expect(try await gateway.send(.put, "/api/tasks/\(id)", body, as: ann).json == made.json)
            // Somebody else's id makes neither task nor series.
            let bob = try await gateway.person("bob")
            #expect(try await gateway.send(.put, "/api/tasks/\(id)", body, as: bob).status == 404)
            #expect(try await gateway.count("SELECT count(*) FROM recurring_tasks") == 1)
        }
    }
}
