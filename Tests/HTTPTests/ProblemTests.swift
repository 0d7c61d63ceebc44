import HTTP
import JSON
import Testing

@Suite struct ProblemTests {
    private func text(_ response: HTTPResponse) -> String {
        guard case .json(let json) = response.body else { return "" }
        return json.text
    }

    @Test func hasAllMembersOfTheStandardAndOurs() {
        let problem = Problem(
            .unprocessableContent, "invalid-task", "Two things to mend.",
            errors: [.init(pointer: "/title", code: "too-long", detail: "At most 255 characters.")],
            headers: ["Retry-After": "1"], members: [("limit", 20)])
        let response = problem.response(requestID: "r-1")
        #expect(response.status == 422)
        #expect(response.headers["content-type"] == "application/problem+json")
        #expect(response.headers["retry-after"] == "1")
        #expect(
            text(response) == #"""
                {"type":"urn:todo:problem:invalid-task","title":"Unprocessable Content","status":422,\#
                "detail":"Two things to mend.","code":"invalid-task",\#
                "errors":[{"pointer":"/title","code":"too-long","detail":"At most 255 characters."}],\#
                "limit":20,"request_id":"r-1"}
                """#)
    }

    @Test func leavesOutWhatIsNotKnown() {
        #expect(
            text(Problem(.notFound, "not-found", title: "Nothing").response())
                == #"{"type":"urn:todo:problem:not-found","title":"Nothing","status":404,"code":"not-found","errors":[]}"#
        )
    }

    @Test func canBeSentTwice() {
        let problem = Problem.notFound
        #expect(text(problem.response()) == text(problem.response()))
    }
}
