import FoundationEssentials
import HTTPClient
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// The product on a sidecar that does everything wrong that real ones do, one thing after the other.
@LoopActor @Suite(.serialized, .todoDatabase, .noHanging) struct SidecarFaultTests {
    /// A fault, and how often it must have struck before it is switched off again.
    struct Trial: Sendable {
        let fault: String
        var strikes = 1

        init(_ fault: String, strikes: Int = 1) { (self.fault, self.strikes) = (fault, strikes) }
    }

    private static let trials = [
        // Publishing.
        Trial(#"{"fault":"latency","milliseconds":50,"app":"relay","call":"publish"}"#, strikes: 5),
        Trial(#"{"fault":"error","status":500,"app":"relay","call":"publish","probability":0.5}"#, strikes: 3),
        Trial(#"{"fault":"hang","app":"relay","call":"publish","count":1}"#),
        Trial(#"{"fault":"lose-reply","app":"relay","call":"publish","probability":0.5}"#, strikes: 3),
        Trial(#"{"fault":"double-store","app":"relay"}"#, strikes: 10),
        Trial(#"{"fault":"late-store","app":"relay","milliseconds":700,"copies":2,"probability":0.5}"#, strikes: 3),
        Trial(#"{"fault":"partial-bulk","app":"relay","probability":0.3}"#, strikes: 5),
        Trial(#"{"fault":"broker-down"}"#),
        Trial(#"{"fault":"broker-silent"}"#),
        // Delivery.
        Trial(#"{"fault":"duplicate","app":"notification-service","probability":0.5}"#, strikes: 5),
        Trial(#"{"fault":"shuffle","app":"notification-service","window":8}"#),
        Trial(#"{"fault":"error","status":503,"app":"notification-service","call":"deliver"}"#, strikes: 3),
        Trial(#"{"fault":"lose-reply","app":"notification-service","call":"deliver"}"#, strikes: 3),
        Trial(#"{"fault":"hang","app":"notification-service","call":"deliver"}"#),
        Trial(#"{"fault":"false-success","app":"notification-service"}"#, strikes: 0),
        Trial(#"{"fault":"stall","app":"notification-service","milliseconds":1500}"#, strikes: 0),
        Trial(#"{"fault":"freeze","app":"notification-service","milliseconds":60000}"#, strikes: 0),
        // What fires and what carries out.
        Trial(#"{"fault":"cron-storm","milliseconds":10}"#, strikes: 50),
        Trial(#"{"fault":"store-down"}"#, strikes: 0),
        Trial(#"{"fault":"store-silent"}"#, strikes: 0),
        Trial(#"{"fault":"mail-cross"}"#, strikes: 0),
        Trial(#"{"fault":"mail-late","milliseconds":300}"#, strikes: 2),
    ]

    @Test func whateverTheSidecarDoesNothingIsLostTurnedAroundOrDoneTwice() async throws {
        try await World.run { _, stage in
            let users = [try await stage.signUp("ann"), try await stage.signUp("bob")]
            let work = Work(users, on: stage)
            async let working: Void = work.run()
            do {
                // Meanwhile one mail leaves after everybody has given up waiting for it.
                _ = try await stage.setFault(#"{"fault":"mail-late","milliseconds":11000,"count":1}"#)
                for trial in Self.trials { try await run(trial, beside: work, on: stage) }
            } catch {
                work.isOver = true
                throw error
            }
            work.isOver = true
            try await working
            try await audit(work, users, on: stage)
        }
    }

    /// While a fault is on, it strikes and work goes on; then it is off.
    private func run(_ trial: Trial, beside work: Work, on stage: Stage) async throws {
        let id = try await stage.setFault(trial.fault)
        let made = work.made.count
        try await eventually("\(trial.fault) with \(trial.strikes) strikes, beside work") {
            guard work.made.count >= made + 40 || work.failure != nil else { return false }
            return try await stage.hits(of: id).map { $0 >= trial.strikes } ?? true
        }
        try await stage.clearFault(id)
    }

    private func audit(_ work: Work, _ users: [TodoUser], on stage: Stage) async throws {
        try await eventually("an end for every mail") {
            let open = try await stage.lines(
                """
                SELECT id::text FROM notification_deliveries
                 WHERE status NOT IN ('sent', 'unknown', 'dead', 'suppressed')
                """)
            let due = try await stage.lines("SELECT id::text FROM notifications WHERE kind = 'due'")
            return open.isEmpty && due.count >= work.due
        }
        try await stage.settled()
        let stored = try await stage.lines("SELECT id::text FROM tasks ORDER BY 1")
        #expect(stored == work.made.sorted() && work.made.count >= 40 * Self.trials.count)
        let events = stage.recorder.firstEvents(on: "task-events")
        #expect(events.count { $0.type == "task.created.v1" } == work.made.count)
        #expect(events.count { $0.type == "task.completed.v1" } == work.completed)
        // Nothing was told twice, and nobody heard of somebody else's task.
        let told = try await stage.lines("SELECT dedupe_key FROM notifications")
        #expect(Set(told).count == told.count)
        #expect(
            try await stage.lines("SELECT id::text FROM notifications WHERE kind = 'created'").count == work.made.count)
        for user in users {
            #expect(stage.sink.mails(to: user.email).allSatisfy { $0.subject.hasSuffix("of \(user.email)") })
        }
        #expect(stage.sink.mails.allSatisfy { $0.recipients.count == 1 })
        #expect(try await stage.lines("SELECT event_id::text FROM dead_letters").isEmpty)
        try await stage.expectSound()
    }

    /// Tasks made at 200 a second, where the machine can; each fourth is completed, a few are due at once and so are
    /// mailed about.
    @LoopActor final class Work {
        private(set) var made: [String] = []
        private(set) var completed = 0
        private(set) var due = 0
        private(set) var failure: (any Error)?
        var isOver = false
        private var begun = 0
        private let users: [TodoUser]
        private let stage: Stage

        init(_ users: [TodoUser], on stage: Stage) { (self.users, self.stage) = (users, stage) }

        func run() async throws {
            for result in await concurrently(4, { _ in try await self.lane() }) { try result.get() }
        }

        private func lane() async throws {
            do {
                while !isOver {
                    let begin = LoopClock.Instant.now
                    try await one()
                    // The rate, not a wait for anything.
                    try await LoopClock().sleep(until: begin.advanced(by: .milliseconds(20)), tolerance: nil)
                }
            } catch {
                failure = error
                throw error
            }
        }

        private func one() async throws {
            let number = begun
            begun += 1
            let user = users[number % users.count]
            let isDue = number % 80 == 1
            let date = isDue ? #","due_date":"\#(Date.now.rfc3339)""# : ""
            let id = try await stage.createTask(#"{"title":"Task \#(number) of \#(user.email)"\#(date)}"#, as: user)
            made.append(id)
            if isDue { due += 1 }
            if number % 4 == 0 {
                try await stage.ask("POST", "/api/tasks/\(id)/complete", as: user, status: 200)
                completed += 1
            }
        }
    }
}
