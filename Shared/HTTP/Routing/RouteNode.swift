internal import Reactor

/// A part of the tree of patterns: what may follow after the segments above it. It knows routes by their numbers.
@LoopActor final class RouteNode {
    private var literals: [String: RouteNode] = [:]
    private var parameter: RouteNode?
    /// Takes all segments that are left.
    private var rest: RouteNode?
    private(set) var routes: [Int] = []

    /// The node of a pattern, made where it is missing.
    func node(_ parts: [PatternPart]) -> RouteNode {
        var node = self
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let text): node = Self.child(&node.literals[text])
            case .parameter: node = Self.child(&node.parameter)
            case .rest:
                precondition(index == parts.count - 1, "the rest of a path comes last in a pattern")
                node = Self.child(&node.rest)
            }
        }
        return node
    }

    func add(_ route: Int) { routes.append(route) }

    /// The routes of a path: a literal part goes before a parameter, and a parameter before the rest.
    func find(_ segments: [String], from index: Int = 0) -> [Int] {
        guard index < segments.count else { return routes }
        let segment = segments[index]
        if let found = literals[segment]?.find(segments, from: index + 1), !found.isEmpty { return found }
        // An empty segment is what `//` and a slash at the end make: it stands for nothing.
        if !segment.isEmpty, let found = parameter?.find(segments, from: index + 1), !found.isEmpty { return found }
        // A slash that came encoded would turn into another path when the segments are joined.
        if let rest, !segments[index...].contains(where: { $0.isEmpty || $0.contains("/") }) { return rest.routes }
        return []
    }

    private static func child(_ slot: inout RouteNode?) -> RouteNode {
        if let known = slot { return known }
        let made = RouteNode()
        slot = made
        return made
    }
}
