/// One part of a pattern: "api", "{id}", or "{path*}", which stands for one segment or more.
enum PatternPart: Equatable {
    case literal(String)
    case parameter(String)
    case rest(String)

    static func parts(of pattern: String) -> [PatternPart] {
        precondition(pattern.hasPrefix("/"), "\(pattern): a pattern starts with a slash")
        guard pattern != "/" else { return [] }
        return pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("*") ? .rest(String(name.dropLast())) : .parameter(String(name))
        }
    }

    /// The parameters of a path that has this pattern.
    static func parameters(of parts: [PatternPart], in segments: [String]) -> RouteParameters {
        var parameters = RouteParameters()
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal: break
            case .parameter(let name): parameters.append(name, segments[index])
            case .rest(let name): parameters.append(name, segments[index...].joined(separator: "/"))
            }
        }
        return parameters
    }
}
