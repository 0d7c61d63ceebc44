import FoundationEssentials
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// From a task to what its owner hears of it.
@LoopActor @Suite(.serialized, .todoDatabase) struct NotificationTests {
    @Test func aReminderAndADueDateAreToldOnceEachAndMailedToTheOwner() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp("ann")
            _ = try await stage.signUp("bob")
            let due = Date.now.addingTimeInterval(10).rfc3339
            let id = try await stage.createTask(
                #"{"title":"Milk & <b>eggs</b>","due_date":"\#(due)","reminders":[{"kind":"relative","offset":"-PT5S"}]}"#,
                as: user)
            try await eventually("both mails") { stage.sink.mails.count >= 2 }
            try await stage.settled()

            let told = try await notifications(of: user, on: stage).filter { $0["task_id"]?.string == id }
            #expect(told.count { $0["kind"] == "reminder" } == 1)
            #expect(told.count { $0["kind"] == "due" } == 1)
            let mails = stage.sink.mails(to: "ann@example.org")
            #expect(mails.count == 2 && stage.sink.mails.count == 2)
            #expect(mails.map(\.subject).sorted() == ["Due: Milk & <b>eggs</b>", "Reminder: Milk & <b>eggs</b>"])
            for mail in mails {
                #expect(mail.html.contains("Milk &amp; &lt;b&gt;eggs&lt;/b&gt;") && !mail.html.contains("<b>eggs"))
            }
            let twin = try await stage.ask("GET", "/api/tasks/\(id)", as: user, status: 200)
            #expect(twin.json["reminders"]?[0]?["status"] == "sent")
            try await stage.expectSound()
        }
    }

    @Test func aCompletionIsToldOnceHoweverOftenItIsAskedFor() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            let id = try await stage.createTask(#"{"title":"Once"}"#, as: user)
            for _ in 0..<3 { try await stage.ask("POST", "/api/tasks/\(id)/complete", as: user, status: 200) }
            try await stage.settled()
            let told = try await notifications(of: user, on: stage)
            #expect(told.count { $0["kind"] == "completed" && $0["task_id"]?.string == id } == 1)
            #expect(told.count { $0["kind"] == "created" && $0["task_id"]?.string == id } == 1)
            #expect(stage.sink.mails.isEmpty)
            try await stage.expectSound()
        }
    }

    @Test func aCompletedTaskIsNotDueAnyMore() async throws {
        try await World.run { _, stage in
            let user = try await stage.signUp()
            let due = Date.now.addingTimeInterval(8).rfc3339
            let done = try await stage.createTask(#"{"title":"Done","due_date":"\#(due)"}"#, as: user)
            try await stage.ask("POST", "/api/tasks/\(done)/complete", as: user, status: 200)
            let open = try await stage.createTask(#"{"title":"Open","due_date":"\#(due)"}"#, as: user)
            try await eventually("the mail of the open one") { !stage.sink.mails.isEmpty }
            try await stage.settled()
            let told = try await notifications(of: user, on: stage).filter { $0["kind"] == "due" }
            #expect(told.map { $0["task_id"]?.string } == [open])
            try await stage.expectSound()
        }
    }

    /// The newest first, all on one page.
    private func notifications(of user: TodoUser, on stage: Stage) async throws -> [JSONValue] {
        try await stage.ask("GET", "/api/notifications?limit=100", as: user, status: 200).items
    }
}
