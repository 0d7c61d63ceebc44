import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct RecurringTaskTests {
    private static func series(
        _ type: String = "daily", start: String, zone: String = "UTC", created: String, policy: CatchUpPolicy = .all,
        ahead: CreateAhead = .dayStart, reminders: [CivilDuration] = [], end: String? = nil, maxCount: Int? = nil
    ) throws -> (series: RecurringTask, events: [RecurringTaskEvent]) {
        let zone = Fixture.zone(zone)
        let rule = try RecurrenceFields(type: type, start: start, end: end, maxCount: maxCount).rule(in: zone)
        let draft = RecurringTaskDraft(
            title: "Water the plants", reminders: reminders, rule: rule, catchUpPolicy: policy, createAhead: ahead)
        return RecurringTask.create(draft, id: .sample, userID: .sample, at: Fixture.date(created), in: zone)
    }

    /// Carries out what is to be done at the instant.
    @discardableResult
    private static func run(
        _ series: inout RecurringTask, at now: String
    ) -> (plan: CatchUpPlan, events: [RecurringTaskEvent]) {
        let zone = Fixture.zone(series.timezone)
        let plan = series.catchUpPlan(at: Fixture.date(now), in: zone)
        return (plan, series.advance(by: plan, at: Fixture.date(now), in: zone))
    }

    @Test func aNewSeriesStandsAtItsFirstOccurrenceE34() throws {
        var (series, events) = try Self.series(
            "weekly", start: "2025-01-01T09:00:00Z", created: "2025-01-01T00:00:00Z", end: "2025-12-31T09:00:00Z")
        #expect(events.map(\.fact) == [.created])
        #expect(series.nextDueAt?.rfc3339 == "2025-01-01T09:00:00Z")
        #expect(series.nextGenerateAt?.rfc3339 == "2025-01-01T00:00:00Z")
        let (plan, more) = Self.run(&series, at: "2025-01-01T00:00:00Z")
        #expect(plan.generate.map(\.instant.rfc3339) == ["2025-01-01T09:00:00Z"])
        #expect(plan.recorded.isEmpty && more.isEmpty)
        #expect(series.nextDueAt?.rfc3339 == Fixture.edgeCase("E34")["next_due_at"]?.string)
        #expect(series.lastCreatedAt == Fixture.date("2025-01-01T00:00:00Z"))
        #expect(series.version == 1, "moving on is bookkeeping")
    }

    @Test func creationBackfillsNothingButCounts() throws {
        var (series, _) = try Self.series(
            start: "2027-03-07T09:00:00", zone: "America/New_York", created: "2027-03-10T20:00:00Z", maxCount: 5)
        #expect(
            series.nextDueAt?.rfc3339 == "2027-03-10T14:00:00Z", "today's occurrence is passed but not before today")
        #expect(series.occurrenceCount == 3)
        let (plan, _) = Self.run(&series, at: "2027-03-10T20:00:00Z")
        #expect(plan.generate.map(\.instant.rfc3339) == ["2027-03-10T14:00:00Z"])
        let (last, events) = Self.run(&series, at: "2027-03-11T12:00:00Z")
        #expect(last.generate.count == 1)
        #expect(events.map(\.fact) == [.exhausted])
        #expect(series.status == .exhausted && series.nextDueAt == nil && !series.isActive)
        #expect(series.occurrenceCount == 5)
        #expect(series.version == 2)
    }

    @Test func aSeriesThatIsOverIsExhaustedAtOnce() throws {
        let (series, events) = try Self.series(
            start: "2026-01-01T09:00:00", created: "2027-01-01T00:00:00Z", end: "2026-02-01")
        #expect(events.map(\.fact) == [.created, .exhausted])
        #expect(events.map(\.series.version) == [1, 2])
        #expect(series.nextDueAt == nil && series.nextGenerateAt == nil)
    }

    @Test func catchingUpHasALimitE39() throws {
        var (series, _) = try Self.series(start: "2027-01-01T09:00:00", created: "2027-01-01T00:00:00Z")
        Self.run(&series, at: "2027-01-05T10:00:00Z")
        let (plan, events) = Self.run(&series, at: "2027-02-20T10:00:00Z")
        let expected = Fixture.edgeCase("E39")
        #expect([plan.generate.first, plan.generate.last].map { $0?.instant.rfc3339 } == texts(expected["kept"]))
        #expect(plan.generate.count == 30)
        #expect([plan.recorded.first, plan.recorded.last].map { $0?.at.rfc3339 } == texts(expected["dropped"]))
        #expect(plan.recorded.count == 16 && plan.recorded.allSatisfy { $0.status == .missed })
        #expect(plan.generate.count + plan.recorded.count == expected["missed"]?.int)
        #expect(series.nextDueAt?.rfc3339 == "2027-02-21T09:00:00Z")
        #expect(
            events.map(\.fact) == [
                .missed(
                    count: 16, first: Fixture.date("2027-01-06T09:00:00Z"), last: Fixture.date("2027-01-21T09:00:00Z"))
            ])
    }

    @Test func theLatestAloneIsMadeE40() throws {
        var (series, _) = try Self.series(
            start: "2027-01-01T09:00:00", created: "2027-01-01T00:00:00Z", policy: .latest)
        Self.run(&series, at: "2027-01-05T10:00:00Z")
        let (plan, _) = Self.run(&series, at: "2027-02-20T10:00:00Z")
        #expect(plan.generate.map(\.instant.rfc3339) == texts(Fixture.edgeCase("E40")["kept"]).compactMap(\.self))
        #expect(plan.recorded.count == 45)
    }

    @Test func withoutCatchUpOnlyWhatIsNotLateIsMade() throws {
        var (series, _) = try Self.series(start: "2027-01-01T09:00:00", created: "2027-01-01T00:00:00Z", policy: .none)
        let (late, _) = Self.run(&series, at: "2027-01-03T10:00:00Z")
        #expect(late.generate.isEmpty)
        #expect(late.recorded.map(\.status) == [.missed, .missed, .missed])
        let (onTime, _) = Self.run(&series, at: "2027-01-04T08:00:00Z")
        #expect(onTime.generate.map(\.instant.rfc3339) == ["2027-01-04T09:00:00Z"])
    }

    @Test func whatIsOlderThanTheHorizonIsCountedInOneRow() throws {
        var (series, _) = try Self.series(start: "2020-01-01T09:00:00", created: "2020-01-01T00:00:00Z")
        let (plan, events) = Self.run(&series, at: "2027-01-01T10:00:00Z")
        #expect(plan.generate.count == 30)
        let range = try #require(plan.recorded.first)
        #expect(range.status == .missedRange)
        #expect(range.at.rfc3339 == "2020-01-01T09:00:00Z")
        let days = try #require(CivilDate("2027-01-01")).dayNumber - #require(CivilDate("2020-01-01")).dayNumber + 1
        #expect(range.count + plan.recorded.count - 1 + plan.generate.count == days)
        #expect(plan.recorded.dropFirst().allSatisfy { $0.status == .missed })
        #expect(series.occurrenceCount == days)
        guard case .missed(let count, _, _) = events.first?.fact else { throw Unexpected() }
        #expect(count == days - 30)
    }

    @Test func aPauseIsRecordedAndNotMadeUpForE41() throws {
        var (series, _) = try Self.series(
            start: "2027-03-01T09:00:00", zone: "America/New_York", created: "2027-03-01T06:00:00Z")
        let zone = Fixture.zone("America/New_York")
        Self.run(&series, at: "2027-03-10T16:00:00Z")
        let paused = try series.pause(at: Fixture.date("2027-03-10T17:00:00Z"))
        #expect(paused?.type == .recurringTaskPaused)
        #expect(try series.pause(at: Fixture.date("2027-03-10T17:00:01Z")) == nil)
        #expect(series.catchUpPlan(at: Fixture.date("2027-03-15T00:00:00Z"), in: zone) == CatchUpPlan())
        let resumed = try #require(try series.resume(at: Fixture.date("2027-03-20T16:00:00Z"), in: zone))
        #expect(resumed.plan.generate.isEmpty)
        #expect(resumed.plan.recorded.count == 10 && resumed.plan.recorded.allSatisfy { $0.status == .paused })
        #expect(resumed.plan.recorded.first?.at.rfc3339 == "2027-03-11T14:00:00Z")
        #expect(resumed.events.map(\.fact) == [.resumed])
        #expect(series.nextDueAt?.rfc3339 == Fixture.edgeCase("E41")["next_due_at"]?.string)
        #expect(series.version == 3)
        #expect(try series.resume(at: Fixture.date("2027-03-20T16:00:01Z"), in: zone) == nil)
    }

    @Test func aPauseCanBeMadeUpFor() throws {
        var (series, _) = try Self.series(start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z")
        Self.run(&series, at: "2027-03-02T00:00:00Z")
        _ = try series.pause(at: Fixture.date("2027-03-02T12:00:00Z"))
        let resumed = try #require(
            try series.resume(at: Fixture.date("2027-03-05T12:00:00Z"), catchUp: .latest, in: .utc))
        #expect(resumed.plan.generate.map(\.instant.rfc3339) == ["2027-03-05T09:00:00Z"])
        #expect(resumed.plan.recorded.count == 2)
        #expect(series.nextDueAt?.rfc3339 == "2027-03-06T09:00:00Z")
    }

    @Test func aSeriesMayEndDuringItsPause() throws {
        var (series, _) = try Self.series(
            start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z", end: "2027-03-04")
        Self.run(&series, at: "2027-03-01T10:00:00Z")
        _ = try series.pause(at: Fixture.date("2027-03-01T12:00:00Z"))
        let resumed = try #require(try series.resume(at: Fixture.date("2027-04-01T00:00:00Z"), in: .utc))
        #expect(resumed.events.map(\.fact) == [.resumed, .exhausted])
        #expect(resumed.events.map(\.series.version) == [3, 4])
        #expect(resumed.plan.recorded.count == 3)
    }

    @Test func aDeletedSeriesIsGone() throws {
        var (series, _) = try Self.series(start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z")
        #expect(series.delete(at: Fixture.date("2027-03-01T01:00:00Z"))?.type == .recurringTaskDeleted)
        #expect(series.delete(at: Fixture.date("2027-03-01T01:00:00Z")) == nil)
        #expect(series.nextDueAt == nil && series.status == .deleted)
        #expect(throws: TodoError.recurringTaskNotFound(.sample)) {
            try series.pause(at: Fixture.date("2027-03-02T00:00:00Z"))
        }
        #expect(series.catchUpPlan(at: Fixture.date("2027-03-02T10:00:00Z"), in: .utc) == CatchUpPlan())
    }

    @Test func theGenerateTimeIsWhatCreateAheadSays() throws {
        let zone = "America/New_York"
        func generateTime(_ ahead: CreateAhead, _ reminders: [CivilDuration] = []) throws -> String? {
            try Self.series(
                start: "2027-03-15T09:00:00", zone: zone, created: "2027-03-01T00:00:00Z", ahead: ahead,
                reminders: reminders
            ).series.nextGenerateAt?.rfc3339
        }
        #expect(try generateTime(.dayStart) == "2027-03-15T04:00:00Z")
        #expect(try generateTime(.exact) == "2027-03-15T13:00:00Z")
        #expect(try generateTime(.parse("PT24H")) == "2027-03-14T13:00:00Z")
        // Two days back on the wall cross the change of 14 March.
        #expect(try generateTime(.parse("P2D")) == "2027-03-13T14:00:00Z")
        #expect(try generateTime(.exact, [.parse("-PT1H")]) == "2027-03-15T12:00:00Z")
        #expect(try generateTime(.dayStart, [.parse("-PT1H"), .parse("-P1D")]) == "2027-03-14T13:00:00Z")
        #expect(try generateTime(.dayStart, [.parse("PT1H")]) == "2027-03-15T04:00:00Z")
    }

    @Test func aReminderFarAheadMakesTasksFarAhead() throws {
        var (series, _) = try Self.series(
            start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z", reminders: [.parse("-P7D")])
        let (plan, _) = Self.run(&series, at: "2027-03-01T10:00:00Z")
        #expect(plan.generate.count == 8)
        #expect(plan.generate.last?.instant.rfc3339 == "2027-03-08T09:00:00Z")
        #expect(series.nextGenerateAt?.rfc3339 == "2027-03-02T09:00:00Z")
    }

    @Test func whatLiesAheadIsNeverMissed() throws {
        var (series, _) = try Self.series(
            start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z", reminders: [.parse("-P70D")])
        var made: [Date] = []
        for count in [30, 30, 10, 0] {
            let (plan, events) = Self.run(&series, at: "2027-03-01T08:00:00Z")
            #expect(plan.generate.count == count && plan.recorded.isEmpty && events.isEmpty)
            made += plan.generate.map(\.instant)
        }
        let expected = series.rule.occurrences(from: Date(secondsSince1970: 0), limit: 70, in: .utc)
        #expect(made == expected.map(\.instant))
    }

    @Test func theLatestMayLieAhead() throws {
        var (series, _) = try Self.series(
            start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z", policy: .latest)
        let (plan, _) = Self.run(&series, at: "2027-03-04T08:00:00Z")
        #expect(plan.generate.map(\.instant.rfc3339) == ["2027-03-04T09:00:00Z"])
        #expect(plan.recorded.count == 3)
    }

    @Test func theTaskOfAnOccurrenceCarriesItsIdentity() throws {
        let (series, _) = try Self.series(
            start: "2027-03-01T09:00:00", created: "2027-03-01T00:00:00Z", reminders: [.parse("-PT1H")])
        let now = Fixture.date("2027-03-01T00:00:01Z")
        let plan = series.catchUpPlan(at: now, in: .utc)
        let moment = try #require(plan.generate.first)
        let made = series.makeTask(for: moment, at: now, rules: .sample)
        #expect(made.task.recurringTaskID == series.id && made.task.occurrenceAt == moment.instant)
        #expect(made.task.due == .at(moment.instant) && made.task.source == .cron)
        #expect(made.task.reminders.map(\.remindAt?.rfc3339) == ["2027-03-01T08:00:00Z"])
        #expect(made.created.type == .taskCreated)
        #expect(
            made.due.fact == .due(occurrenceAt: moment.instant, taskID: made.task.id, caughtUp: false))
        let late = series.makeTask(for: moment, at: Fixture.date("2027-03-01T09:15:01Z"), rules: .sample)
        #expect(late.due.fact == .due(occurrenceAt: moment.instant, taskID: late.task.id, caughtUp: true))
    }

    /// However the ticks fall, every occurrence is dealt with exactly once, in order.
    @Test func tickingAtRandomDealsWithEveryOccurrenceOnce() {
        var random = SplitMix64(seed: 11)
        for (rule, zone) in RecurrenceRuleTests.randomRules(120, seed: 12) {
            let created = zone.instant(rule.start).addingTimeInterval(-3600)
            let draft = RecurringTaskDraft(
                title: "x", rule: rule, catchUpPolicy: CatchUpPolicy.allCases.randomElement(using: &random) ?? .all)
            var (series, _) = RecurringTask.create(draft, id: .sample, userID: .sample, at: created, in: zone)
            var dealtWith: [Date] = []
            var counted = 0
            var now = created
            for _ in 0..<40 {
                now = now.addingTimeInterval(Double.random(in: 0...40 * 86_400, using: &random))
                let plan = series.catchUpPlan(at: now, in: zone)
                dealtWith += plan.recorded.filter { $0.status != .missedRange }.map(\.at) + plan.generate.map(\.instant)
                counted += plan.recorded.filter { $0.status == .missedRange }.reduce(0) { $0 + $1.count }
                _ = series.advance(by: plan, at: now, in: zone)
                if plan.next == nil { break }
            }
            #expect(zip(dealtWith, dealtWith.dropFirst()).allSatisfy { $0 < $1 }, "\(rule) \(zone.name)")
            #expect(counted == 0, "40 days are within the horizon")
            let all = rule.occurrences(from: Date(secondsSince1970: 0), limit: dealtWith.count, in: zone)
            #expect(all.map(\.instant) == dealtWith, "\(rule) \(zone.name)")
        }
    }

    private func texts(_ value: JSONValue?) -> [String?] { value?.array?.map(\.string) ?? [] }
    private struct Unexpected: Error {}
}
