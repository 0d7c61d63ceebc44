internal import JSON

/// The condition of a routing rule: the part of CEL that routes need, equality of members of the event with a text,
/// joined by `&&`: `event.type == "order.created" && event.data.kind == "a"`.
struct RouteCondition: Sendable {
    struct Unsupported: Error, CustomStringConvertible {
        let text: String
        var description: String { "a routing rule beyond what the stand-in reads: \(text)" }
    }

    private struct Comparison: Sendable {
        let path: [String]
        let text: String
        let isEqual: Bool
    }

    private let comparisons: [Comparison]

    /// The empty condition always holds.
    init(_ text: String) throws(Unsupported) {
        var found: [Comparison] = []
        for part in text.split(separator: "&&") where !part.allSatisfy(\.isWhitespace) {
            guard
                let match = part.wholeMatch(
                    of: /\s*event((?:\.\w+|\["[^"]+"\])+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)')\s*/)
            else { throw Unsupported(text: text) }
            let path = match.1.matches(of: /\.(\w+)|\["([^"]+)"\]/).map { String($0.1 ?? $0.2 ?? "") }
            found.append(
                Comparison(path: path, text: String(match.3 ?? match.4 ?? ""), isEqual: match.2 == "=="))
        }
        comparisons = found
    }

    var isAlways: Bool { comparisons.isEmpty }

    /// nil when a member is missing: that is an error of evaluation and so of the delivery.
    func holds(for event: JSONValue) -> Bool? {
        for comparison in comparisons {
            var value = event
            for name in comparison.path {
                guard let next = value[name] else { return nil }
                value = next
            }
            if (value.string == comparison.text) != comparison.isEqual { return false }
        }
        return true
    }
}
