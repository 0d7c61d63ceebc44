/// The value of `If-Match` or `If-None-Match` (RFC 9110, 13.1): any representation, or one of those listed.
public enum EntityTags: Sendable, Equatable {
    /// `*`.
    case any
    /// `"a", W/"b"`.
    case listed([EntityTag])

    /// The tags of a header, all its lines together; nil when the request has none.
    ///
    /// - Throws: ``EntityTagMistake`` for what is no list of entity tags.
    public init?(_ headers: HTTPHeaders, _ name: String) throws(EntityTagMistake) {
        let lines = headers.values(name)
        guard !lines.isEmpty else { return nil }
        guard let tags = EntityTags(lines.joined(separator: ",")) else { throw EntityTagMistake(header: name) }
        self = tags
    }

    /// The tags of a header's text; nil for what is no list of them.
    public init?(_ text: String) {
        var rest = Substring(text)
        var tags: [EntityTag] = []
        Self.skip(&rest)
        if rest.first == "*" {
            rest.removeFirst()
            Self.skip(&rest)
            guard rest.isEmpty else { return nil }
            self = .any
            return
        }
        while !rest.isEmpty {
            guard let tag = EntityTag(takingFrom: &rest) else { return nil }
            tags.append(tag)
            guard Self.skip(&rest) || rest.isEmpty else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .listed(tags)
    }

    /// Whether `If-Match` holds for a representation with that strong tag: weak tags never match.
    public func holdStrongly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .listed(let tags): !tag.isWeak && tags.contains(tag)
        }
    }

    /// Whether one of the tags names the representation, be it weakly: then `If-None-Match` does not hold.
    public func holdWeakly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .listed(let tags): tags.contains { $0.opaque == tag.opaque }
        }
    }

    /// Passes over white space and commas, of which lists may have more than they need; answers whether one was there.
    @discardableResult private static func skip(_ text: inout Substring) -> Bool {
        var found = false
        while let first = text.first, first == " " || first == "\t" || first == "," {
            if first == "," { found = true }
            text.removeFirst()
        }
        return found
    }
}

/// A header that should hold entity tags and does not.
public struct EntityTagMistake: Error, Equatable {
    public let header: String
}
