/// The members of a JSON object in the order they were written, each name once.
public struct JSONObject: Sendable {
    /// One name and its value.
    public struct Member: Sendable, Equatable {
        /// The name, its escapes resolved.
        public let name: String
        /// The value.
        public internal(set) var value: JSONValue
    }

    /// The members in their order.
    public private(set) var members: [Member] = []
    // Few members are faster found by looking at each; with many, that would take quadratic time on hostile input.
    private var index: [String: Int] = [:]
    private static let indexed = 8

    /// An object without members.
    public init() {}

    /// How many members there are.
    public var count: Int { members.count }
    /// Whether there are none.
    public var isEmpty: Bool { members.isEmpty }
    /// The names in their order.
    public var names: [String] { members.map(\.name) }

    /// The value of a name. Setting an absent name adds it at the end; setting nil removes it.
    public subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): add(name, value)
            case (let place?, nil):
                members.remove(at: place)
                rebuildIndex()
            case (nil, nil): break
            }
        }
    }

    /// Where the member stands; nil when there is none.
    func position(of name: String) -> Int? {
        if members.count > Self.indexed { return index[name] }
        return members.firstIndex { $0.name == name }
    }

    /// Adds a member whose name is not there yet.
    mutating func add(_ name: String, _ value: JSONValue) {
        if members.isEmpty { members.reserveCapacity(4) }
        members.append(Member(name: name, value: value))
        if members.count == Self.indexed + 1 {
            rebuildIndex()
        } else if members.count > Self.indexed {
            index[name] = members.count - 1
        }
    }

    private mutating func rebuildIndex() {
        index = [:]
        guard members.count > Self.indexed else { return }
        for (place, member) in members.enumerated() { index[member.name] = place }
    }
}

extension JSONObject: Equatable {
    /// Equal members, whatever their order.
    public static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.count == other.count && one.members.allSatisfy { other[$0.name] == $0.value }
    }
}

extension JSONObject: Sequence {
    /// The members in their order.
    public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of these members; of two with one name the later counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (name, value) in elements { self[name] = value }
    }
}
