import FoundationEssentials
import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// Series, with two replicas of the service that makes their tasks.
@LoopActor @Suite(.serialized, .todoDatabase) struct RecurrenceTests {
    private static let day: TimeInterval = 86_400

    @Test func whatTwoReplicasMissedIsMadeUpForOnceEach() async throws {
        try await World.run(recurring: 2) { _, stage in
            let user = try await stage.signUp()
            var ids: [String] = []
            for number in 0..<5 {
                ids.append(try await createSeries("Series \(number)", from: -3, as: user, on: stage).id)
            }
            // Nobody makes up for what was before a series was created, so three days without the service are set here.
            _ = try await stage.database.write(
                "UPDATE recurring_tasks SET next_due_at = start_date, next_generate_at = now() - interval '3 days'")
            try await tick(2, on: stage)
            try await eventually("20 tasks") {
                try await stage.lines("SELECT id::text FROM tasks").count == 20
            }
            try await tick(2, on: stage)
            try await stage.settled()
            for id in ids {
                let series = try #require(UUID(uuidString: id))
                let tasks = try await stage.lines(
                    "SELECT occurrence_at::text FROM tasks WHERE recurring_task_id = \(series) ORDER BY 1")
                let ledger = try await stage.lines(
                    """
                    SELECT occurrence_at::text FROM recurring_occurrences
                     WHERE recurring_task_id = \(series) AND status = 'generated' AND task_id IS NOT NULL ORDER BY 1
                    """)
                #expect(tasks.count == 4 && tasks == ledger)
                #expect(
                    try await stage.lines(
                        "SELECT id::text FROM recurring_occurrences WHERE recurring_task_id = \(series)"
                    ).count == 4)
                let made = stage.recorder.firstEvents(on: "task-events").filter {
                    $0.type == "task.created.v1"
                        && $0.envelope["data"]?["task_data"]?["recurring_task_id"]?.string == id
                }
                #expect(made.count == 4)
            }
            try await stage.expectSound()
        }
    }

    @Test func aSeriesThatBeginsTomorrowHasNoTaskToday() async throws {
        try await World.run(recurring: 2) { _, stage in
            let user = try await stage.signUp()
            let series = try await createSeries("Tomorrow", from: 1, as: user, on: stage)
            #expect(series.json["first_task_id"]?.isNull == true)
            #expect(series.json["next_due_at"]?.string == midnight(1).rfc3339)
            try await tick(2, on: stage)
            try await stage.settled()
            #expect(try await stage.lines("SELECT id::text FROM tasks").isEmpty)
            #expect(try await stage.lines("SELECT id::text FROM recurring_occurrences").isEmpty)
            let types = stage.recorder.firstEvents(on: "task-events").map(\.type).filter { $0.hasPrefix("recurring") }
            #expect(types == ["recurring-task.created.v1"])
        }
    }

    @Test func aPausedSeriesMakesNothingAndAResumedOneGoesOn() async throws {
        try await World.run(recurring: 2) { _, stage in
            let user = try await stage.signUp()
            let id = try await createSeries("Paused", from: -3, as: user, on: stage).id
            let path = "/api/recurring-tasks/\(id)"
            let paused = try await stage.ask("POST", "\(path)/pause", as: user, status: 200)
            #expect(paused.json["status"] == "paused" && paused.json["is_active"] == false)
            let again = try await stage.ask("POST", "\(path)/pause", as: user, status: 200)
            #expect(again.json["version"] == paused.json["version"])

            let series = try #require(UUID(uuidString: id))
            _ = try await stage.database.write(
                """
                UPDATE recurring_tasks SET paused_at = start_date + interval '12 hours',
                       next_due_at = start_date + interval '1 day', next_generate_at = now() - interval '2 days'
                 WHERE id = \(series)
                """)
            try await tick(2, on: stage)
            #expect(try await stage.lines("SELECT id::text FROM tasks").count == 1)

            let resumed = try await stage.ask("POST", "\(path)/resume", as: user, status: 200)
            #expect(resumed.json["status"] == "active")
            #expect(resumed.json["next_due_at"]?.string == midnight(1).rfc3339)
            let ledger = try await stage.lines(
                "SELECT status FROM recurring_occurrences WHERE recurring_task_id = \(series) ORDER BY occurrence_at")
            #expect(ledger == ["paused", "paused", "generated"])

            try await stage.ask("DELETE", path, as: user, status: 204)
            #expect(try await stage.call("GET", path, as: user).status == 404)
            try await tick(2, on: stage)
            try await stage.settled()
            #expect(try await stage.lines("SELECT id::text FROM tasks").count == 1)
            let types = stage.recorder.firstEvents(on: "task-events").map(\.type)
            #expect(
                types.filter { $0.hasPrefix("recurring-task.") && $0 != "recurring-task.due.v1" } == [
                    "recurring-task.created.v1", "recurring-task.paused.v1", "recurring-task.resumed.v1",
                    "recurring-task.deleted.v1",
                ])
            try await stage.expectSound()
        }
    }

    @Test func aTaskThatIsDoneIsFollowedByTheNextOnce() async throws {
        try await World.run(recurring: 2) { _, stage in
            let user = try await stage.signUp()
            let due = midnight(7)
            let made = try await stage.ask(
                "POST", "/api/tasks",
                #"{"title":"Review","due_date":"\#(due.rfc3339)","is_recurring":true,"recurrence_pattern":"weekly"}"#,
                as: user, status: 201)
            let series = try #require(made.json["recurring_task_id"]?.string.flatMap { UUID(uuidString: $0) })
            try await stage.ask("POST", "/api/tasks/\(made.id)/complete", as: user, status: 200)
            try await eventually("the next task") {
                try await stage.lines("SELECT id::text FROM tasks WHERE status = 'pending'").count == 1
            }
            try await tick(2, on: stage)
            try await stage.settled()
            let open = try await stage.call("GET", "/api/tasks?status=pending", as: user).json["items"]?.array ?? []
            #expect(open.map { $0["due_date"]?.string } == [midnight(14).rfc3339])
            #expect(open.map { $0["recurring_task_id"] } == [made.json["recurring_task_id"]])
            #expect(
                try await stage.lines(
                    "SELECT status FROM recurring_occurrences WHERE recurring_task_id = \(series) ORDER BY occurrence_at"
                ) == ["completed", "generated"])
            // Taken back, it is alone again.
            let back = try await stage.ask("POST", "/api/tasks/\(made.id)/uncomplete", as: user, status: 200)
            #expect(back.json["next_task_kept"] == nil)
            try await stage.settled()
            #expect(try await stage.lines("SELECT id::text FROM tasks") == [made.id])
            try await stage.expectSound()
        }
    }

    // MARK: Steps

    /// Daily at midnight, from so many days from now.
    private func createSeries(
        _ title: String, from days: Int, as user: TodoUser, on stage: Stage
    ) async throws -> APIAnswer {
        try await stage.ask(
            "POST", "/api/recurring-tasks",
            #"{"title":"\#(title)","recurrence_type":"daily","start_date":"\#(midnight(days).rfc3339)"}"#, as: user,
            status: 201)
    }

    private func midnight(_ days: Int) -> Date {
        let today = (Date.now.timeIntervalSince1970 / Self.day).rounded(.down)
        return Date(timeIntervalSince1970: (today + Double(days)) * Self.day)
    }

    /// Wakes every replica, all at once and several times over, as cron does.
    private func tick(_ replicas: Int, on stage: Stage) async throws {
        let answers = await concurrently(replicas * 5) { number in
            let port = stage.ports(.recurring, replica: number % replicas).app
            return try await stage.client.send(
                HTTPClientRequest(method: "POST", url: "http://127.0.0.1:\(port)/internal/tick")
            ).status
        }
        for answer in answers { #expect(try answer.get() == 204) }
    }
}
