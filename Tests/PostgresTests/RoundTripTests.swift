import FoundationEssentials
import Observability
import Postgres
import Reactor
import TestSupport
import Testing

/// Values go to PostgreSQL and come back the same, at the edges too.
@LoopActor @Suite(.database) struct RoundTripTests {
    @Test func integers() async throws {
        try await TestDatabase.withClient { client in
            for value in [Int64.min, -1, 0, 1, .max] {
                let row = try await client.read("SELECT \(value), \(Int(value))")[0]
                #expect(row.int(0) == Int(value) && row.int(1) == Int(value))
            }
            for value in [Int32.min, 0, .max] {
                let row = try await client.read("SELECT \(value)")[0]
                #expect(row.int(0) == Int(value))
            }
            for value in [Int16.min, 0, .max] {
                let row = try await client.read("SELECT \(value)")[0]
                #expect(row.int(0) == Int(value))
            }
        }
    }

    @Test func numbersAndBooleans() async throws {
        try await TestDatabase.withClient { client in
            for value in [
                0, -0.0, 1.5, .pi, .infinity, -.infinity, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude,
            ] {
                let row = try await client.read("SELECT \(value)")[0]
                #expect(row.double(0) == value)
            }
            let odd = try await client.read("SELECT \(Double.nan), 1.5::real")[0]
            #expect(odd.double(0).isNaN)
            #expect(odd.double(1) == 1.5)
            let row = try await client.read("SELECT \(true), \(false)")[0]
            #expect(row.bool(0) && !row.bool(1))
        }
    }

    @Test func texts() async throws {
        try await TestDatabase.withClient { client in
            for text in ["", "it's", "ہیلو 👩‍👩‍👧‍👦", "a\nb\\c\"d", String(repeating: "x", count: 100_000)] {
                let row = try await client.read("SELECT \(text)::text, length(\(text)::text)")[0]
                #expect(row.string(0) == text)
                #expect(row.int(1) == text.unicodeScalars.count)
            }
        }
    }

    @Test func bytes() async throws {
        try await TestDatabase.withClient { client in
            for bytes in [[], [0], [0, 255, 10, 0], Array(0...255)] as [[UInt8]] {
                let row = try await client.read("SELECT \(bytes), octet_length(\(bytes))")[0]
                #expect(row.bytes(0) == bytes)
                #expect(row.int(1) == bytes.count)
                #expect(row.withBytes(0) { $0.elementsEqual(bytes) })
            }
        }
    }

    @Test func identifiers() async throws {
        try await TestDatabase.withClient { client in
            let id = UUID()
            let row = try await client.read("SELECT \(id), \(id)::text")[0]
            #expect(row.uuid(0) == id)
            #expect(row.string(1) == id.uuidString.lowercased())
        }
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0 as Double), ("2000-01-01T00:00:00Z", 946_684_800),
            ("1969-12-31T23:59:59.999999Z", -0.000001),
            ("2026-03-01T12:34:56.123456Z", 1_772_368_496.123456), ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("294276-12-31T00:00:00Z", 9_224_318_016_000 - 86_400),
        ] as [(String, Double)]) func dates(_ text: String, _ seconds: Double) async throws
    {
        try await TestDatabase.withClient { client in
            let date = Date(timeIntervalSince1970: seconds)
            let row = try await client.read("SELECT \(date), \(date) = \(text)::timestamptz")[0]
            #expect(row.bool(1))
            #expect(abs(row.date(0).timeIntervalSince1970 - seconds) < 0.000_001 || abs(seconds) > 1e11)
        }
    }

    @Test func theEndsOfTime() async throws {
        try await TestDatabase.withClient { client in
            let row = try await client.read("SELECT 'infinity'::timestamptz, '-infinity'::timestamptz")[0]
            #expect(row.date(0) == .distantFuture && row.microseconds(0) == .max)
            #expect(row.date(1) == .distantPast && row.microseconds(1) == .min)
            let refused = await concurrently(1) { _ in
                try await client.read("SELECT \(Date(timeIntervalSince1970: .infinity))")
            }[0]
            #expect(refused.postgresError?.kind == .invalidDate)
        }
    }

    @Test func nulls() async throws {
        try await TestDatabase.withClient { client in
            let row = try await client.read(
                "SELECT \(nil as Int?), \(nil as String?)::text, \(nil as UUID?), \(nil as Date?), \(nil as [UInt8]?), \(nil as Bool?)"
            )[0]
            #expect(row.intOrNil(0) == nil && row.stringOrNil(1) == nil && row.uuidOrNil(2) == nil)
            #expect(row.dateOrNil(3) == nil && row.bytesOrNil(4) == nil && row.boolOrNil(5) == nil)
            #expect((0..<6).allSatisfy(row.isNull))
        }
    }

    @Test func arrays() async throws {
        try await TestDatabase.withClient { client in
            let ids = (0..<50).map { _ in UUID() }
            let texts = ["", "a,b", "{\"}", "NULL", "ہ"]
            let row = try await client.read("SELECT \(ids), \(texts), \([Int64.min, 0, .max]), \([] as [String])")[0]
            #expect(row.uuidArray(0) == ids)
            #expect(row.stringArray(1) == texts)
            #expect(row.intArray(2) == [.min, 0, .max])
            #expect(row.stringArray(3) == [])
        }
    }

    @Test func rowsFromArraysWithNulls() async throws {
        try await TestDatabase.withClient { client in
            let now = Date(timeIntervalSince1970: 1_772_368_496)
            let rows = try await client.read(
                """
                SELECT id, text, at, bytes
                FROM unnest(\([1, 2]), \(["a", nil] as [String?]), \([nil, now]), \([[1], []] as [[UInt8]]))
                    AS t (id, text, at, bytes)
                """)
            #expect(rows.map { $0.int(0) } == [1, 2])
            #expect(rows.map { $0.stringOrNil(1) } == ["a", nil])
            #expect(rows.map { $0.dateOrNil(2) } == [nil, now])
            #expect(rows.map { $0.bytes(3) } == [[1], []])
        }
    }

    @Test func json() async throws {
        try await TestDatabase.withClient { client in
            let json = Array(#"{"a": [1, 2], "b": "ہ"}"#.utf8)
            let row = try await client.read("SELECT \(json: json)::json, (\(json: json)::jsonb)->>'b'")[0]
            #expect(row.bytes(0) == json)
            #expect(row.string(1) == "ہ")
        }
    }

    @Test func inferredTypes() async throws {
        try await TestDatabase.withClient { client in
            _ = try await client.write("CREATE TYPE state AS ENUM ('open', 'done')")
            _ = try await client.write("CREATE TABLE notes (state state, wait interval, priority smallint, due date)")
            let affected = try await client.write(
                "INSERT INTO notes VALUES (\("done"), \("5 minutes"), \(3), \("2026-03-01"))"
            ).affected
            #expect(affected == 1)
            let row = try await client.read(
                "SELECT state::text, wait::text, priority, due::text FROM notes WHERE priority = \(3) AND state = \("done")"
            )[0]
            #expect(row.string(0) == "done" && row.string(1) == "00:05:00" && row.int(2) == 3)
            #expect(row.string(3) == "2026-03-01")
        }
    }
}
