import HTTP
import JSON
import Observability
import Reactor
import ServiceKit
import Testing
import TodoCore

@LoopActor @Suite struct ProblemLanguageTests {
    private let router: Router<AppContext>

    init() {
        router = Router(Logger("test", level: .error), Metrics())
        router.get("/task") { _, _ in throw TodoError.nothingToUndo }
        router.get("/body") { _, _ in
            throw Problem(
                .unprocessableContent, "invalid", "The request does not follow the rules; see errors.",
                errors: [
                    .init(pointer: "/title", code: "too-long", detail: "must have at most 255 characters"),
                    .init(pointer: "/x", code: "odd", detail: "what nobody translated"),
                ], headers: ["Retry-After": "1"], members: [("limit", "a value")])
        }
        router.get("/fine") { _, _ in .text(.ok, "fine") }
    }

    private func answer(_ path: String, _ languages: String?) async throws -> HTTPResponse {
        await router.respond(
            to: try HTTPRequest(.get, path, headers: languages.map { ["Accept-Language": $0] } ?? [:]))
    }

    @Test func aProblemIsToldInTheLanguageOfTheClient() async throws {
        let response = try await answer("/task", "ur-PK, en;q=0.5")
        let body = try response.object()
        #expect(body["title"]?.string == "موجودہ حالت سے تضاد")
        #expect(body["detail"]?.string == "ایسا کچھ نہیں جسے واپس کیا جا سکے۔")
        #expect(body["code"]?.string == "nothing-to-undo")
        #expect(response.headers["Content-Language"] == "ur")
        #expect(response.headers["Vary"] == "Accept-Language")
    }

    @Test func mistakesAreTranslatedAndWhatProgramsReadIsNot() async throws {
        let response = try await answer("/body", "ur")
        let body = try response.object()
        #expect(response.headers["Retry-After"] == "1")
        #expect(body["limit"]?.string == "a value")
        let mistakes = body["errors"]?.items ?? []
        #expect(mistakes.map { $0["pointer"]?.string } == ["/title", "/x"])
        #expect(mistakes.map { $0["code"]?.string } == ["too-long", "odd"])
        #expect(
            mistakes.map { $0["detail"]?.string } == ["زیادہ سے زیادہ 255 حروف ہو سکتے ہیں", "what nobody translated"])
    }

    @Test(arguments: [nil, "en", "de", "ur;q=0", "en-GB, ur;q=0.9", ";;;", "*"])
    func itIsEnglishForEverybodyElse(_ languages: String?) async throws {
        let response = try await answer("/task", languages)
        #expect(try response.object()["detail"]?.string == "There is nothing that could be undone.")
        #expect(!response.headers.contains("Content-Language"))
        #expect(response.headers["Vary"] == "Accept-Language")
    }

    @Test func whatSucceedsIsTheSameInEachLanguage() async throws {
        let response = try await answer("/fine", "ur")
        #expect(response.text == "fine")
        #expect(!response.headers.contains("Content-Language"))
        #expect(!response.headers.contains("Vary"))
    }

    @Test func whatTheRouterRefusesIsTranslated() async throws {
        #expect(try await answer("/nowhere", "ur").object()["detail"]?.string == "یہاں کچھ نہیں ہے۔")
        let request = try HTTPRequest(.put, "/fine", headers: ["Accept-Language": "ur"])
        let body = try await router.respond(to: request).object()
        #expect(body["detail"]?.string == "یہاں ان کی اجازت ہے: GET, HEAD, OPTIONS۔")
    }
}
