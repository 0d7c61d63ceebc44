import FoundationEssentials
import JSON
import Postgres
import Reactor
import TestSupport
import Testing

/// What the broker's log holds of what users did.
@LoopActor @Suite(.serialized, .todoDatabase) struct EventTests {
    @Test func everyChangeIsAnEventInOrderOnItsStreamAndOnATopicOfItsOwn() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            let id = try await stage.createTask(#"{"title":"Walk"}"#, as: user)
            try await stage.ask("PATCH", "/api/tasks/\(id)", #"{"title":"Walk far"}"#, as: user, status: 200)
            try await stage.ask("POST", "/api/tasks/\(id)/complete", as: user, status: 200)
            try await stage.ask("POST", "/api/tasks/\(id)/uncomplete", as: user, status: 200)
            try await stage.ask("DELETE", "/api/tasks/\(id)", as: user, status: 204)
            try await stage.settled()

            let stream = stage.recorder.firstEvents(on: "task-events").filter { $0.taskID == id }
            #expect(
                stream.map(\.type) == [
                    "task.created.v1", "task.updated.v1", "task.completed.v1", "task.uncompleted.v1", "task.deleted.v1",
                ])
            #expect(stream.map { $0.envelope["partitionkey"]?.string } == Array(repeating: id, count: 5))
            #expect(stream.allSatisfy { $0.envelope["data"]?["user_id"]?.string == user.id })
            for (event, topic) in zip(
                stream, ["task-created", "task-updated", "task-completed", "task-updates", "task-deleted"])
            {
                #expect(stage.recorder.firstEvents(on: topic).contains { $0.id == event.id }, "\(event.type)")
            }
            #expect(stage.recorder.events.count == stage.recorder.events.count { !$0.id.isEmpty })
            try await stage.expectSound()
        }
    }

    @Test func whileTheSidecarIsAwayTasksAreTakenAndTheirEventsArriveLaterInOrder() async throws {
        try await World.run { world, stage in
            let user = try await stage.signUp()
            try await stage.createTask(#"{"title":"Before"}"#, as: user)
            try await stage.settled()
            await world.stopSidecar()
            var ids: [String] = []
            for number in 0..<20 {
                let id = try await stage.createTask(#"{"title":"Task \#(number)"}"#, as: user)
                try await stage.ask(
                    "PATCH", "/api/tasks/\(id)", #"{"title":"Changed \#(number)"}"#, as: user, status: 200)
                try await stage.ask("POST", "/api/tasks/\(id)/complete", as: user, status: 200)
                ids.append(id)
            }
            #expect(try await stage.onTheirWay().count >= 60)
            try await world.startSidecar()
            try await stage.settled()
            for id in ids {
                let types = stage.recorder.firstEvents(on: "task-events").filter { $0.taskID == id }.map(\.type)
                #expect(types == ["task.created.v1", "task.updated.v1", "task.completed.v1"])
            }
            try await stage.expectSound()
        }
    }

    /// An audit that finds nothing is worth something only if it finds what is there.
    @Test func theAuditFindsWhatIsWrong() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            let id = try await stage.createTask(#"{"title":"Lost"}"#, as: user)
            try await stage.ask("PATCH", "/api/tasks/\(id)", #"{"title":"Found"}"#, as: user, status: 200)
            try await stage.settled()
            try await stage.expectSound()
            let task = try #require(UUID(uuidString: id))
            _ = try await stage.database.write(
                "UPDATE outbox_events SET aggregate_seq = 3 - aggregate_seq + 10 WHERE aggregate_id = \(task)")
            #expect(try await stage.breaches().contains { $0.hasPrefix("I6") })
            _ = try await stage.database.write(
                "DELETE FROM outbox_events WHERE aggregate_id = \(task) AND aggregate_seq = 12")
            let found = try await stage.breaches()
            #expect(found.contains { $0.hasPrefix("I3") } && found.contains { $0.hasPrefix("I5 unknown") })
        }
    }
}
