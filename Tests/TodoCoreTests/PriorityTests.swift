import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct PriorityTests {
    @Test func numbersAndNamesAreThoseOfTheTable() {
        let table: [(Int, String, Int)] = [(1, "High", 3), (2, "Medium", 2), (3, "Low", 1), (4, "Critical", 4)]
        for (id, name, level) in table {
            #expect(Priority(rawValue: id)?.name == name)
            #expect(Priority(rawValue: id)?.level == level)
            #expect(Priority(name: name.uppercased())?.rawValue == id)
        }
        #expect(Priority.standard == .medium)
        #expect(Priority(name: "urgent") == nil)
    }

    @Test func requestsNameItEitherWay() throws {
        #expect(try JSONValue.string("critical").asPriority() == .critical)
        #expect(try JSONValue.number(JSONNumber(3)).asPriority() == .low)
        for text in ["0", "5", "\"\"", "\"x\"", "1e308", "1.5", "null", "true"] {
            #expect(throws: FieldMistake.self) { try JSONReader.parse(Array(text.utf8)).asPriority() }
        }
    }
}
