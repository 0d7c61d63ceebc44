import JSON
import Testing

/// Texts with bytes changed, lost, doubled and moved: nothing traps, and what is accepted means what it says.
@Suite struct JSONMutationTests {
    /// The same numbers on every run (SplitMix64), so that a failure can be run again.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    private static let good: [[UInt8]] =
        JSONTexts.accepted.map { Array($0.utf8) } + [
            Array(
                """
                {"title":"Buy m\\u00eflk 🥛","priority":3,"due_date":"2025-03-01T09:00:00Z","tags":["home","shöp"],
                 "reminders":[{"kind":"relative","offset":"-PT5S"},{"n":-12.5e-3,"x":null,"y":[true,false,{}]}]}
                """.utf8)
        ]
    private static let bad: [[UInt8]] = JSONTexts.refused.map { Array($0.utf8) } + JSONTexts.invalidUTF8

    /// Bytes that mean something to a reader of JSON or of UTF-8.
    private static let telling =
        Array("{}[]:,\"\\/bfnrtu0123456789eE+-.dD8cC \n\t".utf8) + [
            0x00, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF8, 0xFF,
        ]

    private func mutate(_ text: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0...text.count, using: &random)
            let byte = Self.telling.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<7, using: &random) {
            case 0: text.insert(byte, at: place)
            case 1 where place < text.count: text[place] = byte
            case 2 where place < text.count: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3 where place < text.count: text.remove(at: place)
            case 4: text.removeLast(text.count - place)
            case 5: text.insert(contentsOf: text[place...].prefix(12), at: place)
            default: text += Self.bad.randomElement(using: &random) ?? []
            }
        }
        return text
    }

    @Test(arguments: 0..<8) func noTextTrapsAndWhatIsReadCanBeWritten(_ seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        var accepted = 0
        for _ in 0..<3_000 {
            let seeds = Int.random(in: 0..<8, using: &random) == 0 ? Self.bad : Self.good
            let text = mutate(seeds.randomElement(using: &random) ?? [], &random)
            do throws(JSONSyntaxError) {
                let value = try JSONReader.parse(text)
                accepted += 1
                var json = JSONWriter()
                json.value(value)
                let again = try? JSONReader.parse(json.bytes, limits: JSONLimits(bytes: .max))
                if again != value { #expect(again == value, "\(text)") }
                exercise(value)
            } catch {
                let told = !error.description.isEmpty && (0...text.count).contains(error.offset) && error.line > 0
                if !told { #expect(Bool(false), "\(text)") }
            }
        }
        // Neither is everything refused nor everything accepted, or the mutations would try nothing.
        #expect(accepted > 150 && accepted < 2_850)
    }

    /// Reads a value as a request would be read.
    private func exercise(_ value: JSONValue) {
        var fields = JSONFields(value)
        _ = fields.string("title", length: 1...255)
        _ = fields.optional("priority") { try $0.asInt(in: 0...4) }
        _ = fields.nullable("due_date") { try $0.asString() }
        _ = fields.optionalArray("tags", limit: 20) { try $0.asString() }
        _ = fields.optionalObjects("reminders") { reminder in
            let kind = reminder.string("kind")
            return try reminder.finish(kind)
        }
        _ = try? fields.finish()
        _ = (value.int, value.double)
    }
}
