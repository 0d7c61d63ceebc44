import FoundationEssentials
import TestSupport
import Testing

@testable import TodoCore

@Suite struct TaskFilterTests {
    /// Wednesday, 2027-03-10, 23:30 in Karachi, where it is five hours later than UTC; weeks begin on Sundays.
    private func context() throws -> TaskFilterContext {
        TaskFilterContext(
            now: try Timestamp.parse("2027-03-10T18:30:00Z"), zone: Fixture.zone("Asia/Karachi"), weekStart: .sunday)
    }

    private func parse(_ text: String) throws -> TaskFilter { try TaskFilter.parse(text, try context()) }

    private func mistake(_ text: String) throws -> TaskFilterMistake? {
        let context = try context()
        do throws(TaskFilterMistake) {
            _ = try TaskFilter.parse(text, context)
            return nil
        } catch {
            return error
        }
    }

    private func day(_ text: String) throws -> TaskFilter.Day {
        TaskFilter.Day(try #require(CivilDate(text)), in: try context().zone)
    }

    @Test func andBindsStrongerThanOrAndNotStrongest() throws {
        let (a, b, c) = (TaskFilter.text(.title, ["a"]), TaskFilter.text(.title, ["b"]), TaskFilter.text(.title, ["c"]))
        #expect(try parse("title = a or title=b and not title='c'") == .any([a, .all([b, .not(c)])]))
        #expect(try parse("(title = a OR title=b) AND NOT (title='c')") == .all([.any([a, b]), .not(c)]))
        #expect(try parse("not title = a and title = b") == .all([.not(a), b]))
        #expect(try parse("title = a or title = b or title = c") == .any([a, b, c]))
    }

    @Test func everyOperatorIsRead() throws {
        let cases: [(String, TaskFilter)] = [
            ("status = pending", .status([.pending])), ("status != 'in_progress'", .not(.status([.inProgress]))),
            ("status not in (completed, Cancelled)", .not(.status([.completed, .cancelled]))),
            ("completed = TRUE", .flag(.completed, true)), ("is_recurring != false", .not(.flag(.isRecurring, false))),
            ("priority >= medium", .priority([.high, .medium, .critical])), ("priority = 1", .priority([.high])),
            ("priority < low", .priority([])), ("position <= -1.5e3", .number(.position, .lessOrEqual, -1500)),
            ("description is null", .isNull(.description)), ("tag is not null", .not(.isNull(.tag))),
            ("tag in ('to do', کام)", .text(.tag, ["to do", "کام"])), ("tag != work", .not(.text(.tag, ["work"]))),
            (
                "parent_id = 018f0000-0000-7000-8000-00000000000a",
                .identifier(.parentID, [try #require(UUID(uuidString: "018f0000-0000-7000-8000-00000000000a"))])
            ),
            (
                "created_at > 2027-01-01T00:00:00Z",
                .instant(.createdAt, .greater, try Timestamp.parse("2027-01-01T00:00:00Z"))
            ),
            ("position in (1,2)", .any([.number(.position, .equal, 1), .number(.position, .equal, 2)])),
            ("due_state in (overdue)", .dueState([.overdue], try context().moment)),
        ]
        for (text, filter) in cases { #expect(try parse(text) == filter, "\(text)") }
    }

    @Test func timesAreTheUsers() throws {
        let cases: [(String, String)] = [
            ("today", "2027-03-10"), ("+3d", "2027-03-13"), ("3d", "2027-03-13"), ("+0d", "2027-03-10"),
            ("-1w", "2027-03-03"), ("start_of_week", "2027-03-07"), ("START_OF_WEEK+1w", "2027-03-14"),
            ("today-10d", "2027-02-28"), ("2024-02-29", "2024-02-29"), ("'2024-02-29'", "2024-02-29"),
        ]
        for (text, date) in cases {
            #expect(try parse("due_date <= \(text)") == .day(.dueDate, .lessOrEqual, try day(date)), "\(text)")
        }
        let today = try day("2027-03-10")
        #expect(today.start.rfc3339 == "2027-03-09T19:00:00Z" && today.end.rfc3339 == "2027-03-10T19:00:00Z")
        for (text, instant) in [
            ("now", "2027-03-10T18:30:00Z"), ("now+1d", "2027-03-11T18:30:00Z"), ("-2h", "2027-03-10T16:30:00Z"),
            ("now-2h", "2027-03-10T16:30:00Z"), ("2027-03-10T09:00:00+05:00", "2027-03-10T04:00:00Z"),
        ] {
            #expect(
                try parse("due_date > \(text)") == .instant(.dueDate, .greater, try Timestamp.parse(instant)), "\(text)"
            )
        }
    }

    @Test func escapesMakeSignsPlain() throws {
        #expect(try parse(#"title = 'it\'s "100\%" \\ '"#) == .text(.title, [#"it's "100%" \ "#]))
        #expect(
            try parse(#"title like "a_\_\%%\\""#)
                == .like(
                    .title,
                    TextPattern([.scalar("a"), .anyOne, .scalar("_"), .scalar("%"), .anyText, .scalar("\\")])))
        #expect(
            try parse("title not like milk%")
                == .not(.like(.title, TextPattern("milk".unicodeScalars.map { .scalar($0) } + [.anyText]))))
    }

    @Test func aMistakeSaysWhereAndWhatWasExpected() throws {
        let cases: [(String, Int, String)] = [
            ("", 1, "found the end"), ("   ", 4, "found the end"), ("titel = a", 1, "found \"titel\""),
            ("title", 6, "one of =, !=, in, like and is null for title, found the end"),
            ("title = ", 9, "a value, found the end"), ("title == a", 7, "found \"==\""),
            ("title = a title = b", 11, "and, or, or the end"), ("(title = a", 11, "the ) of character 1"),
            ("title = a)", 10, "found \")\""), ("title in (a b)", 13, "the ) of character 10"),
            ("title in ()", 11, "a value"), ("title in a", 10, "( and values"), ("title > a", 7, "for title"),
            ("due_date like '%'", 10, "for due_date"), ("due_date = null", 12, "is null instead"),
            ("due_date is nul", 13, "null or not null"), ("due_date = tomorrow", 12, "start_of_week"),
            ("due_date = 2027-02-30", 12, "a time"), ("due_date = 2027-01-01T25:00:00Z", 12, "a time"),
            ("due_date = 99999-01-01", 12, "a time"), ("due_date = 2200-01-01", 12, "1970 to 2199"),
            ("due_date < +999999999999999999999d", 12, "a time"), ("due_date < today+1h", 12, "a time"),
            ("due_date < +3661d", 12, "a time"), ("priority = urgent", 12, "low, medium, high, critical"),
            ("priority = 5", 12, "low"), ("position = 1e999", 12, "a number"), ("position = nan", 12, "a number"),
            ("position = 0x10", 12, "a number"), ("completed = 1", 13, "true or false"),
            ("status = done", 10, "pending"), ("parent_id = 7", 13, "an id"), ("not", 4, "found the end"),
            ("title = 'a", 11, "expected ' to end what begins at character 9"), (#"title = 'a\x'"#, 11, #"\\"#),
            ("title = a\\", 10, "use quotes"), ("title = 'a\0'", 11, "U+0000"), ("title = a\0", 10, "control"),
            ("title = and", 9, "in quotes only"), ("tag = ' '", 7, "a tag must have"),
            ("tag = 'a\u{7}'", 7, "a tag must"),
            ("title not = a", 11, "in or like"), ("title, status = a", 6, "for title"),
            ("کام = a", 1, "a field"), ("tag = کام tag", 11, "and, or, or the end"),
        ]
        for (text, position, detail) in cases {
            let mistake = try #require(try mistake(text), "\(text)")
            #expect(mistake.position == position && mistake.detail.contains(detail), "\(text): \(mistake)")
        }
    }

    /// Whatever words and signs follow each other, in ten thousand texts.
    @Test func anyTextIsAFilterOrAMistakeWithinIt() throws {
        let pieces = [
            "and", "or", "not", "in", "like", "is", "null", "(", ")", ",", "=", "!=", "<", ">=", "'", "\"", "\\", "\\'",
            "%",
            "title", "due_date", "priority", "tag", "position", "now", "+3d", "-99999999999999999999w", "today-1w",
            "1e9",
            "کام", "\u{301}", "\0", "\u{FEFF}", "2027-01-31", "2027-01-31T09:00:00Z", "true", "high", "'a'", " ", "  ",
        ]
        var random = SplitMix64(seed: 6)
        let context = try context()
        var filters = 0
        for _ in 0..<10_000 {
            let count = Int.random(in: 0...9, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(
                separator: Bool.random(using: &random) ? " " : "")
            do throws(TaskFilterMistake) {
                _ = try TaskFilter.parse(text, context)
                filters += 1
            } catch {
                #expect((1...text.unicodeScalars.count + 1).contains(error.position), "\(text)")
            }
        }
        #expect(filters > 0)
    }

    @Test func depthAndLengthHaveLimits() throws {
        func nested(_ count: Int) -> String {
            String(repeating: "(", count: count) + "title = a" + String(repeating: ")", count: count)
        }
        #expect(try mistake(nested(10)) == nil)
        #expect(try #require(try mistake(nested(11))).position == 11)
        #expect(try mistake(String(repeating: "not ", count: 10) + "title = a") == nil)
        #expect(try #require(try mistake(String(repeating: "not ", count: 11) + "title = a")).position == 41)
        #expect(try mistake(String(repeating: "(title = a) and ", count: 50) + "title = a") == nil)
        let long = "title = '" + String(repeating: "ک", count: 990) + "'"
        #expect(try mistake(long) == nil)
        #expect(try #require(try mistake(long + " ")).position == 1_001)
    }
}
