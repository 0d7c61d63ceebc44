/// What came of a statement.
struct Verdict: Sendable {
    enum Outcome: Sendable, Equatable {
        case passed
        case failed(String)
        case notApplicable(String)
    }

    let number: Int
    let text: String
    let outcome: Outcome

    var isFailure: Bool { if case .failed = outcome { true } else { false } }

    /// One line: number, outcome, statement, and what was seen or why not.
    var line: String {
        let name = String(repeating: " ", count: max(0, 3 - String(number).count)) + String(number)
        return switch outcome {
        case .passed: "\(name)  pass  \(text)"
        case .failed(let seen): "\(name)  FAIL  \(text)  ||  seen: \(seen)"
        case .notApplicable(let why): "\(name)  n/a   \(text)  ||  \(why)"
        }
    }
}

extension [Verdict] {
    var summary: String {
        let failed = count { $0.isFailure }
        let passed = count { $0.outcome == .passed }
        return "\(passed) passed, \(failed) failed, \(count - passed - failed) not applicable"
    }
}
