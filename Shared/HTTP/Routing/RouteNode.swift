internal import Reactor

/// A part of the tree of patterns: what may follow after the segments above it.
@LoopActor final class RouteNode<Context: RequestContext> {
    private var literals: [String: RouteNode] = [:]
    private var parameter: RouteNode?
    /// Takes all segments that are left.
    private var rest: RouteNode?
    private(set) var routes: [Route<Context>] = []

    /// Adds a route. Two routes of one method and pattern are a mistake in the program.
    func insert(_ route: Route<Context>) {
        var node = self
        for (index, part) in route.parts.enumerated() {
            switch part {
            case .literal(let text): node = node.child(text)
            case .parameter: node = node.parameterChild()
            case .rest:
                precondition(index == route.parts.count - 1, "\(route.pattern): the rest comes last")
                node = node.restChild()
            }
        }
        precondition(
            !node.routes.contains { $0.method == route.method }, "\(route.method) \(route.pattern) exists already")
        node.routes.append(route)
    }

    /// The routes of a path: a literal part goes before a parameter, and a parameter before the rest.
    func find(_ segments: ArraySlice<String>) -> [Route<Context>] {
        guard let first = segments.first else { return routes }
        let left = segments.dropFirst()
        if let found = literals[first]?.find(left), !found.isEmpty { return found }
        // An empty segment is what `//` and a slash at the end make: it stands for nothing.
        if !first.isEmpty, let found = parameter?.find(left), !found.isEmpty { return found }
        // A slash that came encoded would turn into another path when the segments are joined.
        if let rest, !segments.contains(where: { $0.isEmpty || $0.contains("/") }) { return rest.routes }
        return []
    }

    private func child(_ text: String) -> RouteNode {
        if let known = literals[text] { return known }
        let made = RouteNode()
        literals[text] = made
        return made
    }

    private func parameterChild() -> RouteNode {
        if let parameter { return parameter }
        let made = RouteNode()
        parameter = made
        return made
    }

    private func restChild() -> RouteNode {
        if let rest { return rest }
        let made = RouteNode()
        rest = made
        return made
    }
}
