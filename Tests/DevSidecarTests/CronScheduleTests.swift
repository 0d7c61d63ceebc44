import Testing

@testable import DevSidecar

@Suite struct CronScheduleTests {
    /// 2026-11-21T02:46:12Z, a Saturday.
    private let now: Int64 = 1_795_229_172_000

    @Test(arguments: [
        ("*/15 * * * *", "2026-11-21T03:00:00Z"), ("30 0 3 * * *", "2026-11-21T03:00:30Z"),
        ("0 */5 * * * *", "2026-11-21T02:50:00Z"), ("* * * * * *", "2026-11-21T02:46:13Z"),
        ("@hourly", "2026-11-21T03:00:00Z"), ("@daily", "2026-11-22T00:00:00Z"), ("@weekly", "2026-11-22T00:00:00Z"),
        ("@monthly", "2026-12-01T00:00:00Z"), ("@yearly", "2027-01-01T00:00:00Z"),
        ("0 9 29 feb *", "2028-02-29T09:00:00Z"), ("0 0 * * MON-fri", "2026-11-23T00:00:00Z"),
        ("0 0 1 * sun", "2026-11-22T00:00:00Z"), ("0 0 31 * ?", "2026-12-31T00:00:00Z"),
        ("10,50/5 2 * * *", "2026-11-21T02:50:00Z"),
    ])
    func theNextInstantIsTheFirstThatMatches(_ text: String, _ expected: String) throws {
        let next = try #require(try CronSchedule(text).next(after: now))
        #expect(WallClock.text(next) == expected)
    }

    @Test func aZoneShiftsTheFields() throws {
        let schedule = try CronSchedule("TZ=America/New_York 0 9 * * *")
        #expect(schedule.zone == "America/New_York")
        let next = try #require(schedule.next(after: now) { _ in -5 * 3600 })
        #expect(WallClock.text(next) == "2026-11-21T14:00:00Z")
    }

    @Test func everyCountsFromItsStart() throws {
        #expect(try CronSchedule("@every 1h30m").next(after: now) == now + 5_400_000)
        #expect(try CronSchedule("@every 250ms").next(after: now) == now + 250)
    }

    @Test func aDayThatNeverComesHasNoNext() throws {
        #expect(try CronSchedule("0 0 30 feb *").next(after: now) == nil)
    }

    @Test(arguments: [
        "", "* * * *", "60 * * * *", "* * * * 7", "*/0 * * * *", "5-1 * * * *", "a * * * *", "@every", "@every x",
        "@sometimes", "* * * * * * *",
    ])
    func aScheduleThatIsNoneIsRefused(_ text: String) {
        #expect(throws: CronSchedule.Invalid.self) { try CronSchedule(text) }
    }
}
