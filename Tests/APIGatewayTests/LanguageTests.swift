import HTTP
import JSON
import Reactor
import TestSupport
import Testing

@LoopActor @Suite(.todoDatabase) struct LanguageTests {
    private let urdu = ["Accept-Language": "ur-PK,ur;q=0.9,en;q=0.8"]

    @Test func aClientThatReadsUrduIsToldItsMistakesInUrdu() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let body = #"{"title":7,"priority":"Huge","due_date":"soon","nonsense":1}"#
            let answer = try await gateway.send(.post, "/api/tasks", body, as: ann, headers: urdu)
            #expect(answer.status == 422)
            #expect(answer.headers["Content-Language"] == "ur")
            #expect(answer.headers["Vary"] == "Accept-Language")
            #expect(answer.text("detail") == "درخواست قواعد کے مطابق نہیں؛ تفصیل errors میں دیکھیں۔")
            let details = (answer.json["errors"]?.array ?? []).map { $0["detail"]?.string ?? "" }
            #expect(details.contains("متن (string) ہونا چاہیے، عدد نہیں"))
            #expect(details.contains("یہاں ایسا کوئی فیلڈ نہیں"))
            #expect(details.count == 4 && details.allSatisfy { $0.contains(/\p{Arabic}/) }, "\(details)")
            // What programs read is the same.
            let english = try await gateway.send(.post, "/api/tasks", body, as: ann)
            #expect(english.mistakes == answer.mistakes)
            #expect(english.headers["Vary"] == "Accept-Language")
            #expect(!english.headers.contains("Content-Language"))
        }
    }

    @Test(arguments: [
        ("limit=0", "limit: 1 سے 100 تک ہونا چاہیے۔"),
        ("filter=title%20%3D", "filter: حرف نمبر 8 پر غلطی ہے: یہاں کوئی قدر ہونا چاہیے، مگر فلٹر ختم ہو گیا۔"),
        ("cursor=x", "cursor: اس فہرست کی next_cursor قدروں میں سے نہیں۔"),
    ]) func parametersToo(_ query: String, _ detail: String) async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let answer = try await gateway.send(.get, "/api/tasks?\(query)", as: ann, headers: urdu)
            #expect(answer.text("detail") == detail)
        }
    }

    @Test func theProblemsOfManyOperationsToo() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let body = #"{"atomic":false,"operations":[{"op":"create","data":{"title":""}}]}"#
            let answer = try await gateway.send(.post, "/api/tasks/bulk", body, as: ann, headers: urdu)
            let problem = answer.json["results"]?.array?[0]["problem"]
            #expect(problem?["title"]?.string == "مواد قواعد کے مطابق نہیں")
            #expect(problem?["errors"]?.array?[0]["detail"]?.string == "اس میں کچھ دکھائی دینے والا ہونا چاہیے")
        }
    }

    @Test func whatSucceedsIsTheSameForEverybody() async throws {
        try await GatewayFixture.with { gateway in
            let ann = try await gateway.person()
            let english = try await gateway.send(.get, "/api/priorities", as: ann)
            let answer = try await gateway.send(.get, "/api/priorities", as: ann, headers: urdu)
            #expect(answer.status == 200)
            #expect(answer.json == english.json)
            #expect(!answer.headers.contains("Content-Language"))
        }
    }
}
