import FoundationEssentials
import Reactor
import Testing

@testable import Postgres

@Suite struct SQLTests {
    @Test func valuesAreBoundAndNumbered() {
        let sql: SQL = "SELECT \(1), \("it's"), \(true)"
        #expect(sql.text == "SELECT $1, $2, $3")
        #expect(sql.parameterTypes == [.int8, .inferred, .bool])
        #expect(sql.binds.values.count == 3)
    }

    @Test func fragmentsNestAndTheirParametersAreNumberedAnew() {
        let open: SQL = "status = \("open")"
        let filter: SQL = "\(open) AND priority > \(Int16(2))"
        let sql: SQL = "SELECT id FROM tasks WHERE user_id = \(UUID()) AND \(filter) LIMIT \(20)"
        #expect(
            sql.text == "SELECT id FROM tasks WHERE user_id = $1 AND status = $2 AND priority > $3 LIMIT $4")
        #expect(sql.parameterTypes == [.uuid, .inferred, .int2, .int8])
        let texts = sql.binds.values.filter { $0.format == 0 }
        #expect(
            texts.map { Array(sql.binds.bytes[Int($0.offset)..<Int($0.offset + $0.length)]) } == [Array("open".utf8)])
    }

    @Test func piecesAreJoined() {
        let columns = ["a", "b", "c"].map { "\(unescaped: $0) = \(1)" as SQL }
        #expect(columns.joined(separator: ", ").text == "a = $1, b = $2, c = $3")
        #expect([SQL]().joined(separator: ", ").isEmpty)
        #expect(("SELECT " as SQL + "\(1)").text == "SELECT $1")
    }

    @Test func nullKeepsTheTypeOfItsParameter() {
        let sql: SQL = "SELECT \(nil as UUID?), \(nil as String?), \(nil as [UInt8]?)"
        #expect(sql.parameterTypes == [.uuid, .inferred, .bytea])
        #expect(sql.binds.values.allSatisfy { $0.offset == -1 })
    }

    @Test(arguments: ["\0", "abc\0def", "\u{1F600}\0"]) func aNULIsRefused(_ text: String) {
        #expect(("SELECT \(text)" as SQL).binds.mistake == .invalidText)
        #expect(("SELECT \([text])" as SQL).binds.mistake == .invalidText)
        #expect(("SELECT \(json: Array(text.utf8))" as SQL).binds.mistake == .invalidText)
        let nested: SQL = "x = \(text)"
        #expect(("SELECT \(nested)" as SQL).binds.mistake == .invalidText)
    }

    @Test func bytesMayHoldAnything() {
        #expect(("SELECT \([0, 1, 0] as [UInt8])" as SQL).binds.mistake == nil)
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan, 1e30, -1e30]) func anImpossibleDateIsRefused(_ seconds: Double)
    {
        let date = Date(timeIntervalSinceReferenceDate: seconds)
        #expect(("SELECT \(date)" as SQL).binds.mistake == .invalidDate)
    }

    @Test func theSameStatementIsFoundWithoutReadingItsText() async {
        await onCatalog { catalog in
            func make(_ id: Int) -> SQL { "SELECT \(id) FROM a WHERE b = \("x")" }
            let first = catalog.statement(for: make(1))
            #expect(catalog.statement(for: make(2)) === first)
            // Another place with the same text shares the name; another type of parameter does not.
            #expect(catalog.statement(for: "SELECT \(3) FROM a WHERE b = \("x")") === first)
            #expect(catalog.statement(for: "SELECT \(Int16(3)) FROM a WHERE b = \("x")") !== first)
            #expect(catalog.statement(for: "SELECT \(unescaped: "$1") FROM a WHERE b = \("x")") !== first)
            #expect(String(cString: first.text) == "SELECT $1 FROM a WHERE b = $2")
            first.isStale = true
            #expect(catalog.statement(for: make(1)) !== first)
        }
    }

    @LoopActor private func onCatalog(_ body: @LoopActor (StatementCatalog) -> Void) { body(StatementCatalog()) }
}
