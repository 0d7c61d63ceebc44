import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TestSupport
import Testing
import TodoCore

/// Finding tasks: filters, orders, pages, search, numbers.
@LoopActor @Suite(.todoDatabase) struct TaskListTests {
    /// The titles of a list, in its order.
    func titles(_ query: String, _ person: GatewayFixture.Person, _ gateway: GatewayFixture) async throws
        -> [String]
    {
        let answer = try await gateway.send(.get, "/api/tasks" + query, as: person)
        #expect(answer.status == 200, "\(query): \(answer.json)")
        return answer.items.map { $0["title"]?.string ?? "" }
    }

    func make(_ bodies: [String], of person: GatewayFixture.Person, _ gateway: GatewayFixture) async throws {
        for body in bodies { #expect(try await gateway.task(body, of: person).status == 201, "\(body)") }
    }

    func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return byte < 16 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }

    @Test func everyFilterNarrowsTheList() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            try await make(
                [
                    #"{"title":"a","priority":4,"tags":["Work","Café"],"due_date":"2099-01-01T10:00:00Z"}"#,
                    #"{"title":"b","tags":["home"],"due_date":"2001-01-01T10:00:00Z","status":"in_progress"}"#,
                    #"{"title":"c","status":"completed","due_date":"2001-01-01"}"#,
                    #"{"title":"d","priority":"low","tags":["work"],"due_date":"2001-01-01"}"#,
                ], of: ann, gateway)
            let gone = try await gateway.task(#"{"title":"gone"}"#, of: ann)
            _ = try await gateway.send(.delete, try unwrapped(gone.headers["Location"]), as: ann)
            let cases: [(String, [String])] = [
                ("completed=true", ["c"]), ("completed=false", ["a", "b", "d"]), ("completed=true&status=pending", []),
                ("priority=Critical&priority=3", ["a", "d"]), ("tag=WORK", ["a", "d"]),
                ("tag=work&tag=CAFE%CC%81", ["a"]),
                ("tag_any=home&tag_any=caf%C3%A9", ["a", "b"]), ("tag_any=none", []), ("has_due=false", []),
                ("has_due=true", ["a", "b", "c", "d"]), ("due_state=upcoming", ["a"]),
                ("due_state=overdue", ["b", "d"]), ("due_state=none", ["c"]), ("due_state=due_soon", []),
                ("due_state=none&due_state=upcoming", ["a", "c"]), ("is_recurring=true", []),
                ("is_recurring=false", ["a", "b", "c", "d"]), ("created_to=2001-01-01T00:00:00Z", []),
                ("created_from=2001-01-01T00:00:00Z", ["a", "b", "c", "d"]), ("deleted=true", ["gone"]),
                ("updated_since=2099-01-01T00:00:00Z", []), ("due_to=2001-01-01T10:00:00Z", ["b"]),
                ("parent_id=018f0000-0000-7000-8000-000000000000", []),
            ]
            for (query, wanted) in cases {
                #expect(try await titles("?\(query)&sort=title", ann, gateway) == wanted, "\(query)")
            }
        }
    }

    @Test func theLanguageOfFiltersFindsAndGoesTogetherWithAllElse() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            try await make(
                [
                    #"{"title":"a","priority":"critical","tags":["Work"],"due_date":"2099-01-01"}"#,
                    #"{"title":"b milk","tags":["home"],"due_date":"2001-01-01T10:00:00Z"}"#,
                    #"{"title":"c milk","status":"completed"}"#, #"{"title":"d","priority":"low"}"#,
                ], of: ann, gateway)
            try await make([#"{"title":"a","tags":["work"]}"#], of: bob, gateway)
            let cases: [(String, String, [String])] = [
                ("tag = WORK or title like '%milk'", "", ["a", "b milk", "c milk"]),
                ("not (due_date < now)", "", ["a", "c milk", "d"]),
                ("priority >= medium", "&status=pending", ["a", "b milk"]),
                ("due_state in (overdue, none)", "&q=milk", ["b milk", "c milk"]),
                ("created_at >= today and completed = false", "&tag_any=work&tag_any=home", ["a", "b milk"]),
            ]
            for (filter, others, wanted) in cases {
                let query = "?sort=title&filter=\(encoded(filter))\(others)"
                #expect(try await titles(query, ann, gateway) == wanted, "\(filter)")
                let page = try await gateway.send(
                    .get, "/api/tasks\(query)&limit=1&include_total=true", as: ann)
                #expect(page.json["total"]?.int == wanted.count, "\(filter)")
                let cursor = try #require(page.text("next_cursor"))
                #expect(
                    try await titles("\(query)&limit=1&cursor=\(cursor)&include_total=true", ann, gateway) == [
                        wanted[1]
                    ])
                let other = try await gateway.send(
                    .get, "/api/tasks\(query)%20&limit=1&cursor=\(cursor)", as: ann)
                #expect(other.status == 400 && other.code == "invalid-parameter")
            }
        }
    }

    @Test func aFilterThatIsNoneIsRefusedWithThePlaceOfItsMistake() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for (filter, position) in [
                ("", 1), ("title = ", 9), ("due_date < 2027-02-30", 12), ("title = 'a\\u0000'", 11),
                (String(repeating: "(", count: 11), 11), ("position = 1e999", 12),
                (String(repeating: "a", count: 1001), 1_001),
                ("title = 'x' or 'x' = 'x'", 16), ("title = x; DROP TABLE tasks", 12),
            ] {
                let answer = try await gateway.send(.get, "/api/tasks?filter=\(encoded(filter))", as: ann)
                #expect(answer.status == 400 && answer.code == "invalid-parameter", "\(filter): \(answer.json)")
                #expect(answer.json["position"]?.int == position, "\(filter): \(answer.json)")
                #expect(answer.text("detail")?.contains("at character \(position): expected") == true, "\(answer.json)")
            }
            let twice = try await gateway.send(.get, "/api/tasks?filter=title=a&filter=title=b", as: ann)
            #expect(twice.status == 400)
        }
    }

    @Test func theStateOfTheFilterIsTheStateOfTheTask() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            _ = try await gateway.postgres.write(
                "UPDATE users SET timezone = 'Asia/Karachi' WHERE id = \(ann.id)")
            let zone = try unwrapped(try ZoneFiles.read().zone("Asia/Karachi"))
            let today = zone.civil(WallClock.now()).date
            for days in -2...3 {
                let (day, other) = (today.adding(days: days), today.adding(days: days))
                try await make(
                    [
                        #"{"title":"day","due_date":"\#(day)"}"#,
                        #"{"title":"elsewhere","due_date":"\#(other)","due_timezone":"Asia/Kolkata"}"#,
                        #"{"title":"time","due_date":"\#(day)T12:00:00+05:00"}"#,
                    ], of: ann, gateway)
            }
            var seen = 0
            for state in DueState.allCases {
                let answer = try await gateway.send(.get, "/api/tasks?limit=100&due_state=\(state.rawValue)", as: ann)
                #expect(answer.items.allSatisfy { $0["due_state"]?.string == state.rawValue }, "\(state)")
                seen += answer.items.count
            }
            #expect(seen == 18)
        }
    }

    @Test func ordersOfManyKeysGoThroughAllPages() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let dates = [#""2030-01-01""#, #""2031-01-01T00:00:00.000001Z""#, "null"]
            for index in 0..<12 {
                try await make(
                    [
                        #"{"title":"\#(["x", "y|z", "ü"][index % 3])","priority":\#(1 + index % 4),"#
                            + #""position":\#(index / 5).1,"due_date":\#(dates[index / 2 % 3])}"#
                    ], of: ann, gateway)
            }
            for sort in [
                "due_date,-priority,title", "-due_date,title", "title,-due_date", "-priority,due_date", "completed_at",
                "-completed_at,-title", "priority", "-position,title",
            ] {
                let whole = try await gateway.send(.get, "/api/tasks?limit=100&sort=\(sort)", as: ann)
                var seen: [String?] = []
                var target = "/api/tasks?limit=5&sort=\(sort)"
                while !target.isEmpty {
                    let page = try await gateway.send(.get, target, as: ann)
                    seen += page.items.map { $0["id"]?.string }
                    let cursor = page.text("next_cursor")
                    target = cursor.map { "/api/tasks?limit=5&sort=\(sort)&cursor=\($0)" } ?? ""
                }
                #expect(seen == whole.items.map { $0["id"]?.string } && seen.count == 12, "\(sort)")
                try await gateway.expectWayBack("/api/tasks?limit=5&sort=\(sort)", items: 12, as: ann)
                try await gateway.expectWayBack("/api/tasks?limit=1&sort=\(sort)", items: 12, as: ann)
            }
            let levels = try await gateway.send(.get, "/api/tasks?sort=-priority", as: ann).items
                .map { $0["priority_name"]?.string ?? "" }
            #expect(levels.prefix(4).allSatisfy { $0 == "Critical" || $0 == "High" } && levels.last == "Low")
        }
    }

    @Test func pagesByNumberHaveATotalAndTheirNeighbours() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            try await make((1...5).map { #"{"title":"\#($0)"}"# }, of: ann, gateway)
            let query = "?sort=title&page=2&page_size=2&status=pending"
            let page = try await gateway.send(.get, "/api/tasks" + query, as: ann)
            #expect(page.items.map { $0["title"]?.string } == ["3", "4"])
            #expect(page.json["total"]?.int == 5 && page.json["page"]?.int == 2 && page.json["page_size"]?.int == 2)
            let base = "</api/tasks?sort=title&page_size=2&status=pending&page="
            #expect(
                page.headers["Link"]
                    == "\(base)3>; rel=\"next\", \(base)1>; rel=\"prev\", \(base)1>; rel=\"first\", \(base)3>; rel=\"last\""
            )
            let quiet = try await gateway.send(.get, "/api/tasks?page=3&page_size=2&include_total=false", as: ann)
            #expect(quiet.items.count == 1 && quiet.json["total"] == nil)
            let empty = try await gateway.send(.get, "/api/tasks?page=9", as: ann)
            #expect(empty.items.isEmpty && empty.json["total"]?.int == 5)
            for query in [
                "page=0", "page=-1", "page=1000000000", "page=9223372036854775807", "page_size=0", "page_size=1000000",
                "page=1&cursor=x", "page=1&limit=5", "page=101&page_size=100",
            ] {
                let answer = try await gateway.send(.get, "/api/tasks?" + query, as: ann)
                #expect(answer.status == 400 && answer.code == "invalid-parameter", "\(query)")
            }
        }
    }

    @Test func theLinkOfAPageLeadsOn() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            try await make((1...5).map { #"{"title":"\#($0)","tags":["a & b"]}"# }, of: ann, gateway)
            var seen: [String] = []
            var target: String? = "/api/tasks?limit=2&sort=title&tag=a+%26+b"
            while let wanted = target {
                let page = try await gateway.send(.get, wanted, as: ann)
                seen += page.items.map { $0["title"]?.string ?? "" }
                let next = (page.headers["Link"] ?? "").split(separator: ", ").first { $0.hasSuffix("rel=\"next\"") }
                target = next.map { String($0.dropFirst().prefix { $0 != ">" }) }
                let first = page.headers["Link"]?.contains(
                    "</api/tasks?limit=2&sort=title&tag=a%20%26%20b>; rel=\"first\"")
                #expect(first == true || seen.count == 2)
            }
            #expect(seen == ["1", "2", "3", "4", "5"])
        }
    }
}
