import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

/// Input that is meant to hurt: refused with its reason or taken literally, and nobody pays for it.
///
/// What the server refuses before a route sees it (framing, sizes, targets) is HTTPTests'.
@LoopActor @Suite(.todoDatabase, .noHanging) struct HostileInputTests {
    private static let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"

    @Test func aBodyOfAnotherTypeIsNotRead() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [String] = [
                "text/plain", "", "application/json; charset=utf-16", "application/x-www-form-urlencoded",
            ]
            for type in cases {
                let answer = try await gateway.send(
                    .post, "/api/tasks", #"{"title":"x"}"#, as: ann, headers: ["Content-Type": type])
                #expect(answer.status == 415 && answer.code == "unsupported-media-type")
                #expect(try await gateway.count("SELECT count(*) FROM tasks") == 0)
            }
        }
    }

    @Test func deepJSONIsTurnedDownBeforeItIsBuilt() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
                let deep = String(repeating: open, count: 100_000) + "1" + String(repeating: close, count: 100_000)
                let answer = try await gateway.send(.post, "/api/tasks", deep, as: ann)
                #expect(answer.status == 400 && answer.code == "invalid-json")
            }
        }
    }

    @Test func bytesThatAreNoUTF8AreNoText() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [[UInt8]] = [
                [0xFF, 0xFE], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0xED, 0xA0, 0x80],
                Array(#"\ud800"#.utf8),  // half of a surrogate pair
            ]
            for bytes in cases {
                let body = Array(#"{"title":""#.utf8) + bytes + Array(#""}"#.utf8)
                let answer = try await gateway.send(.post, "/api/tasks", bytes: body, as: ann)
                #expect(answer.status == 400 && answer.code == "invalid-utf8", "\(answer.json)")
            }
        }
    }

    @Test func charactersAreCountedAsTheDatabaseCountsThem() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [(String, Int)] = [
                ("", 422), (" \u{2003}\u{3000}", 422), ("\u{200B}\u{200D}\u{FEFF}", 422),
                (String(repeating: "x", count: 255), 201), (String(repeating: "x", count: 256), 422),
                (String(repeating: Self.family, count: 51), 201), (String(repeating: Self.family, count: 255), 422),
                ("a\u{0}b", 422), ("a\u{85}b", 422), ("<img src=x onerror=alert(1)>", 201),
                ("'; DROP TABLE tasks;--", 201), ("%_\\", 201),
            ]
            for (title, status) in cases {
                let answer = try await gateway.task(Self.object(["title": title]), of: ann)
                #expect(answer.status == status, "\(title.prefix(20)): \(answer.json)")
                if status == 201 { #expect(answer.text("title") == title) }
            }
            #expect(try await gateway.count("SELECT count(*) FROM tasks") == 5)
        }
    }

    @Test func aDateThatIsNoneIsNamed() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [String] = [
                "10000-01-01T00:00:00Z", "0000-00-00", "0000-00-00T00:00:00Z", "-0001-01-01T00:00:00Z", "infinity",
                "2025-02-30", "2025-02-30T00:00:00Z", "2027-01-01T00:00:00", "2027-01-01T24:00:00Z",
                "2027-01-01T00:00:60Z", "2027-01-01T00:00:00+99:99", "1969-12-31T23:59:59Z",
                "2200-01-01T00:00:01Z", "now", "",
            ]
            for date in cases {
                let body = Self.object(["title": "x", "due_date": date])
                #expect(try await gateway.task(body, of: ann).mistakes == ["/due_date invalid-date"])
            }
        }
    }

    @Test func numbersOfAnySizeTrapNothing() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let numbers = ["1e308", "-1e308", "1e999", "99999999999999999999", "-1", "1.5", "2147483648", #""1""#]
            for number in numbers {
                for name in ["due_date", "priority", "reminder_offset", "parent_id", "status", "tags"] {
                    let answer = try await gateway.task(#"{"title":"x","\#(name)":\#(number)}"#, of: ann)
                    #expect((400..<500).contains(answer.status), "\(name) \(number): \(answer.json)")
                }
                let series = """
                    {"title":"x","recurrence_type":"daily","start_date":"2031-01-01T09:00:00","recurrence_interval":\(number)}
                    """
                let answer = try await gateway.send(.post, "/api/recurring-tasks", series, as: ann)
                #expect((400..<500).contains(answer.status), "\(number): \(answer.json)")
            }
        }
    }

    @Test func anOffsetThatIsNoneOrAfterTheDueDateIsNamed() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [String] = ["-P1D", "P999999Y", "-P999999Y", "PT0.0000001S", "-PT", "P", "P1", "-P1.5D"]
            for offset in cases {
                let reminder = #"{"kind":"relative","offset":"\#(offset)"}"#
                let answer = try await gateway.task(
                    #"{"title":"x","due_date":"2031-01-01T09:00:00Z","reminders":[\#(reminder)]}"#, of: ann)
                // A day before is right for reminders; the documents' example means a day after.
                #expect(answer.status == (offset == "-P1D" ? 201 : 422), "\(answer.json)")
            }
        }
    }

    @Test func aPageThatIsNoneIsNotLookedFor() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [String] = [
                "page=-1", "page=0", "page=1000000000", "page=99999999999999999999", "page=1&page_size=0",
                "page=1&page_size=1000000", "cursor=garbage", "cursor=", "limit=0", "limit=-1", "page=1&cursor=x",
                "cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "nothing=1", "limit=%31&limit=1",
            ]
            for query in cases {
                for list in ["tasks", "tags", "recurring-tasks", "notifications", "trash"] {
                    let answer = try await gateway.send(.get, "/api/\(list)?\(query)", as: ann)
                    #expect(answer.status == 400 && answer.code == "invalid-parameter", "\(list): \(answer.json)")
                }
            }
        }
    }

    @Test func aPathIsWhatItSaysAndNoOther() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [String] = [
                "/api/tasks/..%2f..%2fadmin", "/api/tasks/%2e%2e", "/api/tasks/%20%20%20", "/api//tasks", "/api/tasks/",
                "/api/tasks/" + String(repeating: "%20", count: 36), "/api/tasks/../me", "/API/tasks", "/api/tasks;x=1",
            ]
            for path in cases {
                let answer = try? await gateway.send(.get, path, as: ann)
                // Not even a request, or one that leads nowhere.
                #expect(answer == nil || answer?.status == 404, "\(path): \(answer?.status ?? 0)")
            }
        }
    }

    @Test func anAddressThatCarriesMoreIsNone() async throws {
        try await GatewayFixture.with { gateway in
            let cases: [String] = [
                "a@b.c;evil@x.y", "a@b.c,evil@x.y", #""a b"@c"#, "a@b\r\nBcc: x@y", "a@b.c\u{0}", "a", "@b.c", "a@",
                String(repeating: "a", count: 250) + "@b.org",
            ]
            for address in cases {
                let body = Self.object(["email": address, "password": "correct horse battery"])
                let answer = try await gateway.send(.post, "/api/auth/signup", body)
                #expect(
                    answer.status == 422 && answer.mistakes.allSatisfy { $0.hasPrefix("/email ") }, "\(answer.json)")
                #expect(try await gateway.count("SELECT count(*) FROM users") == 0)
            }
        }
    }

    @Test func aTokenMadeByAnybodyElseOpensNothing() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let parts = ann.token.split(separator: ".").map(String.init)
            func header(_ json: String) -> String { Data(json.utf8).base64EncodedString().filter { $0 != "=" } }
            let tokens = [
                header(#"{"alg":"none"}"#) + ".\(parts[1]).", header(#"{"alg":"nOnE"}"#) + ".\(parts[1]).\(parts[2])",
                parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".", "..", ".", "x",
                header(#"{"alg":"HS256","kid":"../../dev/null"}"#) + ".\(parts[1]).\(parts[2])",
                header(#"{"alg":"HS256","kid":"' OR 1=1--"}"#) + ".\(parts[1]).\(parts[2])",
                header(#"{"alg":"HS256","jku":"http://127.0.0.1:1/"}"#) + ".\(parts[1]).\(parts[2])",
                header(#"{"alg":"HS256","kid":"\#(String(repeating: "k", count: 10_000))"}"#)
                    + ".\(parts[1]).\(parts[2])",
                parts[0] + "." + header(#"{"sub":"x"}"#) + "." + parts[2],
            ]
            for token in tokens {
                let answer = try await gateway.send(.get, "/api/tasks", bearer: token)
                #expect(answer.status == 401 && answer.code == "invalid-token", "\(token.prefix(60)): \(answer.json)")
                #expect(answer.headers["WWW-Authenticate"] == #"Bearer error="invalid_token""#)
            }
        }
    }

    @Test func aMemberThatIsNotTheClientsIsRefusedEverywhere() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let cases: [String] = [
                "id", "user_id", "version", "created_at", "updated_at", "completed_at", "deleted_at", "role",
                "is_admin",
                "recurring_task_id", "occurrence_at", "due_state", "priority_name", "notified", "source", "__proto__",
            ]
            for name in cases {
                let path = "/api/tasks/" + (try unwrapped(try await gateway.task(of: ann).text("id")))
                for (method, target) in [(.post, "/api/tasks"), (.put, path), (.patch, path)] as [(HTTPMethod, String)]
                {
                    let answer = try await gateway.send(method, target, #"{"title":"x","\#(name)":null}"#, as: ann)
                    #expect(answer.status == 422 && answer.mistakes == ["/\(name) unknown-field"], "\(answer.json)")
                }
                #expect(try await gateway.send(.get, path, as: ann).json["version"]?.int == 1)
            }
        }
    }

    @Test func aVersionIsOneOrNone() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let path = "/api/tasks/" + (try unwrapped(try await gateway.task(of: ann).text("id")))
            for (tag, status) in [("*", 200), ("garbage", 400), ("\"", 400), ("\"00000000-1\"", 412), ("", 400)] {
                let answer = try await gateway.send(
                    .patch, path, #"{"title":"x"}"#, as: ann, headers: ["If-Match": tag])
                #expect(answer.status == status, "\(tag): \(answer.json)")
            }
        }
    }

    @Test func aKeyIsShortPrintableAndItsUsers() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            for key in ["", String(repeating: "k", count: 256), "schlüssel", "a\tb"] {
                let answer = try await gateway.send(
                    .post, "/api/tasks", #"{"title":"x"}"#, as: ann, headers: ["Idempotency-Key": key])
                #expect(answer.status == 400, "\(key.prefix(10)): \(answer.json)")
            }
            let key = ["Idempotency-Key": String(repeating: "k", count: 255)]
            for person in [ann, bob] {
                let answer = try await gateway.send(.post, "/api/tasks", #"{"title":"x"}"#, as: person, headers: key)
                #expect(answer.status == 201 && answer.headers["Idempotent-Replayed"] == nil)
            }
            let other = try await gateway.send(.post, "/api/tasks", #"{"title":"y"}"#, as: ann, headers: key)
            #expect(other.status == 422 && other.code == "idempotency-key-reused")
        }
    }

    @Test func whoAsksIsToldByTheTokenAlone() async throws {
        try await GatewayFixture.with { gateway in
            let (ann, bob) = (try await gateway.person(), try await gateway.person("bob"))
            _ = try await gateway.task(of: ann)
            let headers = [
                "X-User-Id": ann.id.description, "X-Forwarded-For": "127.0.0.1", "Host": "evil.example",
                "X-HTTP-Method-Override": "DELETE", "Cookie": "session=\(ann.token)",
            ]
            let answer = try await gateway.send(.get, "/api/tasks", as: bob, headers: headers)
            #expect(answer.status == 200 && answer.items.isEmpty)
            #expect(try await gateway.send(.get, "/api/tasks", headers: headers).status == 401)
        }
    }

    @Test func thereIsAnEndToEverything() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let names = (0..<1_000).map { #""tag\#($0)""# }.joined(separator: ",")
            let tags = try await gateway.task(#"{"title":"x","tags":[\#(names)]}"#, of: ann)
            #expect(tags.status == 422 && tags.mistakes == ["/tags limit-exceeded"], "\(tags.json)")
            let long = Self.object(["title": "x", "description": String(repeating: "d", count: 1_000_000)])
            #expect(try await gateway.task(long, of: ann).mistakes == ["/description too-long"])
            let password = Self.object(["email": "a@example.org", "password": String(repeating: "p", count: 1_000_000)])
            for path in ["signup", "login"] {
                let answer = try await gateway.send(.post, "/api/auth/\(path)", password)
                #expect(answer.status == 422 && answer.mistakes == ["/password too-long"], "\(answer.json)")
            }
            var parent = try unwrapped(try await gateway.task(of: ann).text("id"))
            for depth in 1...3 {
                let part = try await gateway.task(#"{"title":"x","parent_id":"\#(parent)"}"#, of: ann)
                #expect(part.status == (depth == 1 ? 201 : 422), "\(part.json)")
                if depth > 1 { #expect(part.mistakes == ["/parent_id limit-exceeded"]) }
                parent = part.text("id") ?? parent
            }
        }
    }

    // MARK: Steps

    private static func object(_ members: KeyValuePairs<StaticString, String>) -> String {
        var json = JSONWriter()
        json.object { json in for (name, value) in members { json.member(name, value) } }
        return json.finish().text
    }
}
