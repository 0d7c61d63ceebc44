import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct EventSchemaTests {
    @Test func everyEncodedEventFollowsItsSchema() throws {
        let checker = try SchemaChecker()
        for event in try SampleEvents.all() {
            let value = try JSONReader.parse(event.payload)
            let mistakes = checker.mistakes(value, try SchemaChecker.schema(event.type.rawValue))
            #expect(mistakes == [], "\(event.type.rawValue)")
        }
    }

    @Test func everyTypeThatIsWrittenHasASampleAndASchema() throws {
        let later: Set<EventType> = [.recurringTaskOccurrenceSkipped]
        let written = Set(try SampleEvents.all().map(\.type))
        #expect(written == Set(EventType.allCases).subtracting(later))
        let files = try FileManager.default.contentsOfDirectory(atPath: SchemaChecker.folder.path())
        #expect(
            Set(files.filter { $0.hasSuffix(".json") })
                == Set(written.map { $0.rawValue + ".json" } + ["definitions.json"]))
    }

    @Test func theCheckerFindsMistakes() throws {
        let checker = try SchemaChecker()
        let event = try #require(try SampleEvents.all().first)
        let schema = try SchemaChecker.schema(event.type.rawValue)
        let good = event.payload.text
        for (old, new) in [
            ("\"specversion\":\"1.0\"", "\"specversion\":\"1.1\""), ("\"priority\":4", "\"priority\":5"),
            ("\"priority\":4", "\"priority\":\"4\""), ("\"version\":1", "\"version\":1,\"extra\":1"),
            ("\"completed\":false,", ""), ("2027-06-10T12:00:00Z", "2027-06-10T12:00:00+00:00"),
            ("\"status\":\"pending\"", "\"status\":\"open\""), ("-PT1H", "-PT60M"),
        ] {
            let broken = good.replacing(old, with: new)
            #expect(broken != good)
            #expect(!checker.mistakes(try JSONReader.parse(Array(broken.utf8)), schema).isEmpty, "\(new)")
        }
    }

    /// Bulk publish carries numbers through Float64.
    @Test func noNumberNeedsMoreThan53Bits() throws {
        func numbers(_ value: JSONValue) -> [JSONNumber] {
            switch value {
            case .number(let number): return [number]
            case .array(let elements): return elements.flatMap(numbers)
            case .object(let object): return object.members.flatMap { numbers($0.value) }
            default: return []
            }
        }
        for event in try SampleEvents.all() {
            for number in numbers(try JSONReader.parse(event.payload)) {
                let whole = try #require(number.int)
                #expect(whole.magnitude <= 1 << 53)
            }
        }
    }
}
