import FoundationEssentials
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// A notification-service that dies: everybody is told once, and every second mail is accounted for.
@LoopActor @Suite(.serialized, .withPrograms, .todoDatabase) struct NotificationFaultTests {
    @Test func whatFellDueWhileTheServiceWasDeadIsToldOnceEach() async throws {
        try await Programs.run { programs, stage in
            try await programs.startSidecar()
            try await programs.start(.gateway)
            try await programs.start(.relay)
            let first = try await programs.start(.notification)
            let users = [try await stage.signUp("ann"), try await stage.signUp("bob")]
            try await first.killNow()
            try await createDue(100, as: users, on: stage)

            // And once more in the middle of the mails.
            let second = try await programs.start(.notification)
            try await eventually("the first mails") { stage.sink.mails.count >= 20 }
            try await second.killNow()
            try await expireLeases(on: stage)
            try await programs.start(.notification)
            try await eventually("an end for every delivery", within: .seconds(180)) {
                let (all, open) = try await deliveries(on: stage)
                return all >= 100 && open == 0
            }
            try await stage.settled()
            try await expectEverybodyTold(users, on: stage)
        }
    }

    @Test(arguments: [
        "notif.after_attempt_row", "notif.after_send_before_record", "notif.after_inbox_commit_before_200",
    ])
    func aDeathInTheMiddleOfADeliveryIsMadeUpFor(_ place: String) async throws {
        try await Programs.run { programs, stage in
            try await programs.startSidecar()
            try await programs.start(.gateway)
            try await programs.start(.relay)
            let user = try await stage.signUp("ann")
            try await createDue(5, as: [user], on: stage)
            let killed = try await programs.start(.notification, failpoint: "\(place):exit9:1")
            #expect(try await killed.ended() == .signal(9))
            try await expireLeases(on: stage)
            try await programs.start(.notification)
            try await eventually("an end for every delivery", within: .seconds(180)) {
                let (all, open) = try await deliveries(on: stage)
                return all >= 5 && open == 0
            }
            try await stage.settled()
            let told = try await stage.lines("SELECT dedupe_key FROM notifications WHERE kind = 'due'")
            #expect(told.count == 5 && Set(told).count == 5)
            #expect(Set(stage.sink.mails(to: "ann@example.org").compactMap(\.delivery)).count == 5)
            try await stage.expectSound()
        }
    }

    // MARK: Steps

    private func createDue(_ count: Int, as users: [TodoUser], on stage: Stage) async throws {
        let due = Date.now.rfc3339
        let answers = await concurrently(count) { number in
            let user = users[number % users.count]
            return try await stage.call(
                "POST", "/api/tasks", #"{"title":"Task \#(number) of \#(user.email)","due_date":"\#(due)"}"#, as: user
            ).status
        }
        #expect(try answers.allSatisfy { try $0.get() == 201 })
    }

    /// What a minute without the dead process does.
    private func expireLeases(on stage: Stage) async throws {
        _ = try await stage.database.write(
            "UPDATE notification_deliveries SET lease_until = now() WHERE status = 'sending'")
    }

    private func deliveries(on stage: Stage) async throws -> (all: Int, open: Int) {
        let rows = try await stage.database.read(
            """
            SELECT count(*), count(*) FILTER (WHERE status NOT IN ('sent', 'unknown', 'dead', 'suppressed'))
              FROM notification_deliveries
            """)
        return (rows[0].int(0), rows[0].int(1))
    }

    private func expectEverybodyTold(_ users: [TodoUser], on stage: Stage) async throws {
        for user in users {
            let told = try await stage.ask("GET", "/api/notifications?kind=due&limit=100", as: user, status: 200).items
            #expect(told.count == 50 && Set(told.compactMap { $0["task_id"]?.string }).count == 50)
            let mails = stage.sink.mails(to: user.email)
            #expect(Set(mails.compactMap(\.delivery)).count == 50)
            #expect(mails.allSatisfy { $0.subject.hasSuffix("of \(user.email)") })
        }
        #expect(stage.sink.mails.allSatisfy { $0.recipients.count == 1 })
        try await stage.expectSound()
    }
}
