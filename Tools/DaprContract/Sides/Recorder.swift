internal import HTTPClient
internal import JSON
internal import Reactor

/// Keeps the exchanges of each statement, in the form of the recorded ones: one JSON object a line.
@LoopActor final class Recorder {
    private var exchanges: [JSONValue] = []
    private(set) var lines: [UInt8] = []

    nonisolated init() {}

    /// A call of the sidecar and its answer.
    func add(_ method: String, _ path: String, _ headers: HTTPClientHeaders, _ body: String?, _ answer: Answer) {
        var request: JSONObject = [
            "method": .string(method), "path": .string(path), "body": body.map { .string(Self.short($0)) } ?? .null,
        ]
        if !headers.all.isEmpty { request["headers"] = Self.fields(headers.all) }
        exchanges.append([
            .object(request),
            [
                "status": .number(JSONNumber(answer.status)), "headers": Self.fields(answer.headers.all),
                "body": .string(Self.short(answer.text)),
            ],
        ])
    }

    /// A call of the application and the status it was answered with.
    func add(_ call: AppCall, answered status: Int) {
        exchanges.append([
            "method": .string(call.method),
            "path": .string(call.query.isEmpty ? call.path : "\(call.path)?\(call.query)"),
            "headers": Self.fields(call.headers.map { $0 }), "body": .string(Self.short(call.text)),
            "answered": .number(JSONNumber(status)),
        ])
    }

    /// Ends a statement: what was exchanged since the last one is its.
    func close(_ verdict: Verdict, profile: String) {
        let (word, note): (String, String) =
            switch verdict.outcome {
            case .passed: ("confirmed", "")
            case .failed(let seen): ("failed", seen)
            case .notApplicable(let why): ("not-run", why)
            }
        let line: JSONValue = [
            "statement": .number(JSONNumber(verdict.number)), "profile": .string(profile), "verdict": .string(word),
            "note": .string(note), "exchanges": .array(exchanges),
        ]
        lines += Array(line.description.utf8) + [10]
        exchanges = []
    }

    private static func fields(_ all: [(name: String, value: String)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in all { object[name.lowercased()] = .string(value) }
        return .object(object)
    }

    /// Long bodies say only how long they were.
    private static func short(_ text: String) -> String {
        text.utf8.count <= 20_000 ? text : "\(text.prefix(100))… (\(text.utf8.count) characters)"
    }
}
