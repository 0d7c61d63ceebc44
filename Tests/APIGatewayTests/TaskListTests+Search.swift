import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore

/// What is found by its words, and the numbers of all.
extension TaskListTests {
    @Test func wordsAreFoundInTheirFormsAndAtTheirBeginning() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            try await make(
                [
                    #"{"title":"Buy milk","due_date":"2030-01-02T00:00:00Z"}"#,
                    #"{"title":"Buying milk, more milk","description":"milk"}"#,
                    #"{"title":"Call the dentist","description":"about the milk teeth"}"#,
                    #"{"title":"دودھ خریدیں"}"#, #"{"title":"کتابیں پڑھنا"}"#,
                    #"{"title":"100%_done \\o/"}"#, #"{"title":"'; DROP TABLE task;--"}"#,
                ], of: ann, gateway)
            try await make([#"{"title":"Bob's milk"}"#], of: bob, gateway)
            let cases: [(String, [String])] = [
                ("milk", ["Buying milk, more milk", "Buy milk", "Call the dentist"]),
                ("buys mil", ["Buy milk", "Buying milk, more milk"]), ("DENTISTS", ["Call the dentist"]),
                ("دودھ", ["دودھ خریدیں"]), ("دود", ["دودھ خریدیں"]), ("خرید دودھ", ["دودھ خریدیں"]),
                // Fallbacks: the inside of a word, typing errors, and what is no word.
                ("تاب", ["کتابیں پڑھنا"]), ("dentits", ["Call the dentist"]), ("%_", ["100%_done \\o/"]),
                ("\\o/", ["100%_done \\o/"]), ("'; DROP TABLE task;--", ["'; DROP TABLE task;--"]),
                ("milk & !dentist | (", ["Call the dentist"]), ("zebra", []), ("%", ["100%_done \\o/"]),
                ("'", ["'; DROP TABLE task;--"]),
            ]
            for (text, wanted) in cases {
                #expect(try await titles("?q=\(encoded(text))", ann, gateway) == wanted, "\(text)")
            }
            #expect(
                try await titles("?q=milk&sort=title&status=pending", ann, gateway)
                    == ["Buy milk", "Buying milk, more milk", "Call the dentist"])
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 8)
            for text in ["", "%20%09", "%E2%80%8B", "a%C2%9B", "milk%0A", String(repeating: "x", count: 201)] {
                #expect(try await gateway.send(.get, "/api/tasks?q=\(text)", as: ann).status == 400)
            }
        }
    }

    @Test(arguments: ["milk", "mikl"])
    func rankedListsGoThroughAllPages(_ text: String) async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for index in 0..<9 {
                let due = index % 2 == 0 ? "null" : #""2030-01-0\#(index)""#
                try await make(
                    [#"{"title":"\#(String(repeating: "milk ", count: 1 + index % 3))","due_date":\#(due)}"#], of: ann,
                    gateway)
            }
            let whole = try await gateway.send(.get, "/api/tasks?limit=100&include_total=true&q=\(text)", as: ann)
            try #require(whole.items.count == 9 && whole.json["total"]?.int == 9)
            var seen: [JSONValue] = []
            var target: String? = "/api/tasks?limit=2&q=\(text)"
            while let wanted = target {
                let page = try await gateway.send(.get, wanted, as: ann)
                seen += page.items
                target = page.text("next_cursor").map { "/api/tasks?limit=2&q=\(text)&cursor=\($0)" }
            }
            #expect(seen == whole.items)
            try await gateway.expectWayBack("/api/tasks?limit=2&q=\(text)", items: 9, as: ann)
            let third = try await gateway.send(.get, "/api/tasks?page=3&page_size=4&q=\(text)", as: ann)
            #expect(third.items == [whole.items[8]] && third.json["total"]?.int == 9)
        }
    }

    @Test func theSummaryCountsWhatIsThere() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            let today = Zone.utc.civil(WallClock.now()).date
            try await make(
                [
                    #"{"title":"late","priority":4,"due_date":"2001-01-01T10:00:00Z"}"#,
                    #"{"title":"today","due_date":"\#(today)"}"#,
                    #"{"title":"tomorrow","due_date":"\#(today.adding(days: 1))","status":"in_progress"}"#,
                    #"{"title":"far","priority":3,"due_date":"2099-01-01"}"#, #"{"title":"some day"}"#,
                    #"{"title":"done","status":"completed"}"#, #"{"title":"given up","status":"cancelled"}"#,
                ], of: ann, gateway)
            try await make([#"{"title":"Bob's"}"#], of: bob, gateway)
            let answer = try await gateway.send(.get, "/api/tasks/summary", as: ann)
            #expect(answer.status == 200)
            let numbers = ["open", "overdue", "due_today", "due_soon", "completed_today"].map {
                answer.json[$0]?.int ?? -1
            }
            #expect(numbers == [5, 1, 1, 2, 1])
            let priorities = (answer.json["by_priority"]?.array ?? []).map {
                "\($0["priority_name"]?.string ?? "") \($0["open"]?.int ?? -1)"
            }
            #expect(priorities == ["Critical 1", "High 0", "Medium 3", "Low 1"])
        }
    }
}
