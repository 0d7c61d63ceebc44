import FoundationEssentials
import HTTPClient
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// A replica that dies with half the work done: the other does it, and nothing twice.
@LoopActor @Suite(.serialized, .withPrograms, .todoDatabase) struct RecurrenceFaultTests {
    @Test func anOccurrenceHasOneTaskWhenTheReplicaThatMadeItDied() async throws {
        try await Programs.run(recurring: 2) { programs, stage in
            try await programs.startSidecar()
            try await programs.start(.gateway)
            try await programs.start(.relay)
            try await programs.start(.notification)
            let survivor = try await programs.start(.recurring, replica: 1)
            let user = try await stage.signUp()
            let today = (Date.now.timeIntervalSince1970 / 86_400).rounded(.down) * 86_400
            let start = Date(timeIntervalSince1970: today - 3 * 86_400).rfc3339
            for number in 0..<10 {
                try await stage.ask(
                    "POST", "/api/recurring-tasks",
                    #"{"title":"Series \#(number)","recurrence_type":"daily","start_date":"\#(start)"}"#, as: user,
                    status: 201)
            }
            _ = try await stage.database.write(
                "UPDATE recurring_tasks SET next_due_at = start_date, next_generate_at = now() - interval '3 days'")
            // Its first round claims all ten; it dies with 30 tasks made and none committed.
            let killed = try await programs.start(
                .recurring, replica: 0, failpoint: "rec.after_insert_before_commit:exit9:1")
            #expect(try await killed.ended() == .signal(9))
            #expect(try await stage.lines("SELECT id::text FROM tasks").count == 10)

            try await tick(1, on: stage)
            try await eventually("40 tasks") { try await stage.lines("SELECT id::text FROM tasks").count >= 40 }
            try await programs.start(.recurring, replica: 0)
            for replica in [0, 1, 0, 1] { try await tick(replica, on: stage) }
            try await stage.settled()
            let occurrences = try await stage.lines(
                "SELECT recurring_task_id || ' ' || occurrence_at FROM tasks ORDER BY 1")
            let ledger = try await stage.lines(
                """
                SELECT recurring_task_id || ' ' || occurrence_at FROM recurring_occurrences
                 WHERE status = 'generated' ORDER BY 1
                """)
            #expect(occurrences.count == 40 && Set(occurrences).count == 40 && occurrences == ledger)
            let made = stage.recorder.firstEvents(on: "task-events").filter { $0.type == "task.created.v1" }
            #expect(made.count == 40)
            #expect(survivor.isRunning)
            try await stage.expectSound()
        }
    }

    private func tick(_ replica: Int, on stage: Stage) async throws {
        let url = "http://127.0.0.1:\(stage.ports(.recurring, replica: replica).app)/internal/tick"
        #expect(try await stage.client.send(HTTPClientRequest(method: "POST", url: url)).status == 204)
    }
}
