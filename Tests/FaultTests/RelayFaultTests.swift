import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// A relay that dies, and a sidecar that dies under it: nothing lost, nothing out of order.
@LoopActor @Suite(.serialized, .withPrograms, .todoDatabase) struct RelayFaultTests {
    @Test func aRelayKilledBetweenPublishingAndMarkingLosesAndTurnsAroundNothing() async throws {
        try await Programs.run { programs, stage in
            try await programs.startSidecar()
            try await programs.start(.gateway)
            try await programs.start(.notification)
            let user = try await stage.signUp()
            for number in 0..<30 { try await changeTwice("Task \(number)", as: user, on: stage) }
            let killed = try await programs.start(.relay, failpoint: "relay.after_publish_before_mark:exit9:1")
            #expect(try await killed.ended() == .signal(9))
            #expect(try await stage.onTheirWay().contains { $0.hasPrefix("not published: task.created") })
            try await programs.start(.relay)
            try await stage.settled()

            // What was published before the death is published again: the crash was where it should be.
            let stream = stage.recorder.events.filter { $0.topic == "task-events" }
            #expect(stream.count > stage.recorder.firstEvents(on: "task-events").count)
            #expect(stage.recorder.firstEvents(on: "task-events").count { $0.type.hasPrefix("task.") } == 90)
            let consumed = try await stage.lines(
                """
                SELECT event_id::text FROM processed_events JOIN outbox_events USING (event_id)
                 WHERE consumer = 'notification-service' AND type IN ('task.created.v1', 'task.completed.v1')
                """)
            #expect(consumed.count == 60)
            let told = try await stage.lines("SELECT dedupe_key FROM notifications")
            #expect(told.count == 60 && Set(told).count == 60)
            try await stage.expectSound()
        }
    }

    @Test func aSidecarKilledWhileTasksAreMadeDelaysEventsAndNothingElse() async throws {
        try await Programs.run { programs, stage in
            let sidecar = try await programs.startSidecar()
            try await programs.start(.gateway)
            try await programs.start(.relay)
            try await programs.start(.notification)
            let user = try await stage.signUp()
            let answered = Tally()
            async let death: Void = kill(sidecar, after: answered)
            let answers = await concurrently(100) { number in
                // Four at a time, each waiting for the one before it.
                await answered.reached(number / 4 * 4 - 4)
                defer { answered.add() }
                let answer = try await stage.call("POST", "/api/tasks", #"{"title":"Task \#(number)"}"#, as: user)
                if number % 2 == 0, answer.status == 201 {
                    try await stage.ask("POST", "/api/tasks/\(answer.id)/complete", as: user, status: 200)
                }
                return answer.status
            }
            try await death
            #expect(try answers.map { try $0.get() } == Array(repeating: 201, count: 100))
            #expect(!sidecar.isRunning)
            try await programs.startSidecar()
            try await stage.settled()
            let types = stage.recorder.firstEvents(on: "task-events").map(\.type)
            #expect(types.count { $0 == "task.created.v1" } == 100)
            #expect(types.count { $0 == "task.completed.v1" } == 50)
            try await stage.expectSound()
        }
    }

    private func kill(_ process: ChildProcess, after answered: Tally) async throws {
        await answered.reached(30)
        try await process.killNow()
    }

    private func changeTwice(_ title: String, as user: TodoUser, on stage: Stage) async throws {
        let id = try await stage.createTask(#"{"title":"\#(title)"}"#, as: user)
        try await stage.ask("PATCH", "/api/tasks/\(id)", #"{"priority":1}"#, as: user, status: 200)
        try await stage.ask("POST", "/api/tasks/\(id)/complete", as: user, status: 200)
    }
}
