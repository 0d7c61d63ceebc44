import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// The pages around a page, as `Link` names them.
@LoopActor @Suite(.todoDatabase) struct PageLinksTests {
    @Test func everyListLeadsBackTheWayItLedOn() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for index in 0..<5 {
                let task = try await gateway.task(#"{"title":"\#(index)","tags":["t\#(index)","T"]}"#, of: ann)
                _ = try await gateway.send(.delete, try unwrapped(task.headers["Location"]), as: ann)
            }
            let task = try unwrapped(try await gateway.task(#"{"title":"kept"}"#, of: ann).headers["Location"])
            for index in 0..<3 {
                _ = try await gateway.send(.patch, task, #"{"title":"\#(index)"}"#, as: ann)
                let series = #"{"title":"\#(index)","recurrence_type":"daily","start_date":"2099-01-01T09:00:00Z"}"#
                #expect(try await gateway.send(.post, "/api/recurring-tasks", series, as: ann).status == 201)
                _ = try await gateway.postgres.write(
                    """
                    INSERT INTO notifications (id, user_id, kind, title, body, dedupe_key)
                    VALUES (\(UUID()), \(ann.id), 'due', 't', 'b', \("\(index)"))
                    """)
            }
            for (path, items) in [
                ("/api/trash", 5), ("/api/tags", 6), (task + "/events", 4), ("/api/recurring-tasks", 3),
                ("/api/notifications", 3), ("/api/tasks?deleted=true&sort=-updated_at", 5),
            ] {
                for limit in [1, 2] {
                    let separator = path.contains("?") ? "&" : "?"
                    try await gateway.expectWayBack("\(path)\(separator)limit=\(limit)", items: items, as: ann)
                }
            }
        }
    }

    @Test func whatIsMadeMeanwhileMovesNoPage() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for index in 0..<6 { _ = try await gateway.task(#"{"title":"\#(index)"}"#, of: ann) }
            let first = try await gateway.send(.get, "/api/tasks?limit=2", as: ann)
            #expect(first.link("prev") == nil && first.link("first") == nil)
            let second = try await gateway.send(.get, try unwrapped(first.link("next")), as: ann)
            for index in 6..<9 { _ = try await gateway.task(#"{"title":"\#(index)"}"#, of: ann) }
            let back = try await gateway.send(.get, try unwrapped(second.link("prev")), as: ann)
            #expect(back.items == first.items)
            // Nor is anything left out: what is new lies before.
            let newer = try await gateway.send(.get, try unwrapped(back.link("prev")), as: ann)
            #expect(newer.items.map { $0["title"]?.string } == ["7", "6"])
            let newest = try await gateway.send(.get, try unwrapped(newer.link("prev")), as: ann)
            #expect(newest.items.map { $0["title"]?.string } == ["8"] && newest.link("prev") == nil)
            #expect(newest.link("next") != nil && newest.text("next_cursor") != nil)
        }
    }

    @Test func aCursorThatLeadsBackBelongsToItsList() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for index in 0..<3 { _ = try await gateway.task(#"{"title":"\#(index)"}"#, of: ann) }
            let first = try await gateway.send(.get, "/api/tasks?limit=2", as: ann)
            let second = try await gateway.send(.get, try unwrapped(first.link("next")), as: ann)
            let cursor = try unwrapped(second.link("prev")?.split(separator: "cursor=").last)
            for list in ["/api/tasks?sort=title&cursor=", "/api/tasks?filter=title=1&cursor=", "/api/tags?cursor="] {
                let answer = try await gateway.send(.get, list + cursor, as: ann)
                #expect(answer.status == 400 && answer.code == "invalid-parameter")
            }
        }
    }
}

extension GatewayFixture {
    /// Follows `next` from the first page to the last and `prev` from there to the first: the same pages, each once.
    func expectWayBack(_ first: String, items: Int, as person: Person) async throws {
        var pages: [[JSONValue]] = []
        var target: String? = first
        var last = first
        while let wanted = target {
            let page = try await send(.get, wanted, as: person)
            #expect(page.status == 200, "\(wanted): \(page.json)")
            #expect((page.link("prev") == nil) == pages.isEmpty, "\(wanted)")
            pages.append(page.items)
            (target, last) = (page.link("next"), wanted)
        }
        #expect(pages.joined().count == items, "\(first)")
        var back: [[JSONValue]] = []
        target = last
        while let wanted = target {
            let page = try await send(.get, wanted, as: person)
            back.append(page.items)
            target = page.link("prev")
        }
        #expect(back.reversed().elementsEqual(pages), "\(first)")
    }
}

extension GatewayFixture.Answer {
    /// The target of a relation in `Link`.
    func link(_ relation: String) -> String? {
        (headers["Link"] ?? "").split(separator: ", ").first { $0.hasSuffix("rel=\"\(relation)\"") }
            .map { String($0.dropFirst().prefix { $0 != ">" }) }
    }
}
