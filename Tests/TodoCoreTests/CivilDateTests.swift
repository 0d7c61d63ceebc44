import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct CivilDateTests {
    @Test func everyDayFollowsTheOneBefore() throws {
        var date = try #require(CivilDate(year: 1, month: 1, day: 1))
        var weekday = date.weekday.rawValue
        let last = try #require(CivilDate(year: 9999, month: 12, day: 31))
        while date < last {
            let next = CivilDate(dayNumber: date.dayNumber + 1)
            let isNextDay = next.month == date.month && next.year == date.year && next.day == date.day + 1
            let isNextMonth = date.day == date.lastDayOfMonth && next.day == 1
            guard isNextDay || isNextMonth, next.dayNumber == date.dayNumber + 1 else {
                Issue.record("\(date) is followed by \(next)")
                return
            }
            weekday = weekday % 7 + 1
            guard next.weekday.rawValue == weekday else {
                Issue.record("\(next) is a \(next.weekday)")
                return
            }
            date = next
        }
        #expect(last.dayNumber == 2_932_896)
        #expect(CivilDate("1970-01-01")?.dayNumber == 0)
        #expect(CivilDate("2027-03-14")?.weekday == .sunday)
    }

    @Test func monthsClampToTheirEnd() throws {
        let date = try #require(CivilDate("2027-01-31"))
        #expect(date.adding(months: 1).description == "2027-02-28")
        #expect(date.adding(months: 13).description == "2028-02-29")
        #expect(date.adding(months: -2).description == "2026-11-30")
        #expect(date.adding(months: -12).description == "2026-01-31")
    }

    @Test(arguments: [
        "2027-02-29", "0000-01-01", "2027-00-01", "2027-01-00", "2027-1-01", "2027-01-01Z", "", "99999-01-01",
    ])
    func whatIsNoDayIsRefused(_ text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test func aWallValueIsItsMicroseconds() throws {
        let wall = try #require(CivilDateTime("1969-12-31T23:59:59.000001"))
        #expect(wall.microsecondsSince1970 == -999_999)
        #expect(CivilDateTime(microsecondsSince1970: -999_999) == wall)
        #expect(wall.description == "1969-12-31T23:59:59.000001")
    }
}
