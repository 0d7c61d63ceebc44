import FoundationEssentials
import JSON
import TestSupport

/// What a real sidecar answered once: `Fixtures/sidecar-answers.jsonl`, recorded with daprd 1.18.3.
enum SidecarAnswer {
    static let recorded: [String: ScriptedServer.Answer] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/sidecar-answers.jsonl")
        var answers: [String: ScriptedServer.Answer] = [:]
        for line in (try? Data(contentsOf: file))?.split(separator: UInt8(ascii: "\n")) ?? [] {
            guard let entry = try? JSONReader.parse(line), let name = entry["name"]?.string else { continue }
            var headers: [String: String] = [:]
            for member in entry["headers"]?.object ?? JSONObject() { headers[member.name] = member.value.string }
            answers[name] = .status(entry["status"]?.int ?? 0, headers: headers, body: entry["body"]?.string ?? "")
        }
        return answers
    }()

    /// The recorded answer, or a status that no test expects.
    static func named(_ name: String) -> ScriptedServer.Answer { recorded[name] ?? .status(599, body: "no \(name)") }
}
