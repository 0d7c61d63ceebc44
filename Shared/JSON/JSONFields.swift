/// Reads one JSON object strictly and collects every mistake with its pointer, so that a client mends all at once.
///
/// ```swift
/// var fields = JSONFields(body)
/// let title = fields.required("title") { try $0.asString(length: 1...255) }
/// let note = fields.optional("note") { try $0.asString() }
/// let read = try fields.finish(title)       // the mistakes, or what is required, unwrapped
/// ```
/// A member that nobody asked for is a mistake (`unknown-field`), and so is U+0000 in any text (`invalid-character`).
public struct JSONFields {
    let object: JSONObject
    let pointer: String
    private var asked: [Bool]
    private var mistakes = JSONMistakes()
    // What is no object was said once; that all its members are missing needs no saying.
    private let isObject: Bool

    /// Begins to read `value`; when it is no object, that is the one mistake.
    ///
    /// `pointer` says where the value stands. Inside a reading closure leave it out: the mistakes that leave the
    /// closure get the pointer of the value that was given to it.
    public init(_ value: JSONValue, at pointer: String = JSONPointer.root) {
        self.pointer = pointer
        if case .object(let object) = value {
            self.object = object
            isObject = true
        } else {
            object = JSONObject()
            isObject = false
            mistakes.append(value.mistyped("an object").inside(pointer))
        }
        asked = Array(repeating: false, count: object.count)
    }

    /// Whether the member is there; a `null` is.
    public func has(_ name: String) -> Bool { object.position(of: name) != nil }

    /// True while no mistake was found.
    public var isValid: Bool { mistakes.items.isEmpty }

    /// Adds a mistake at the member of that name.
    public mutating func fail(_ name: String, code: String, _ detail: String) {
        mistakes.append(JSONMistake(pointer.appending(name), code: code, detail))
    }

    /// Adds a mistake whose pointer is complete.
    public mutating func fail(_ mistake: JSONMistake) { mistakes.append(mistake) }

    // MARK: Members

    /// The member as `read` understands it; a mistake, and nil, when it is absent, null or cannot be read.
    @inlinable public mutating func required<T>(_ name: String, _ read: (JSONValue) throws -> T) -> T? {
        guard let value = takeRequired(name) else { return nil }
        return self.read(value, name, read)
    }

    /// The member as `read` understands it; nil when it is absent or null.
    @inlinable public mutating func optional<T>(_ name: String, _ read: (JSONValue) throws -> T) -> T? {
        guard let value = take(name), !value.isNull else { return nil }
        return self.read(value, name, read)
    }

    /// The member of a patch: nil when it is absent, `.some(nil)` when it is null.
    @inlinable public mutating func nullable<T>(_ name: String, _ read: (JSONValue) throws -> T) -> T?? {
        guard let value = take(name) else { return nil }
        guard !value.isNull else { return .some(nil) }
        // A mistake counts as absent here; `finish` throws it.
        return self.read(value, name, read).map { .some($0) }
    }

    /// The member's value without any reading; nil when it is absent. U+0000 anywhere in it is a mistake.
    public mutating func take(_ name: String) -> JSONValue? {
        guard let place = object.position(of: name) else { return nil }
        asked[place] = true
        let value = object.members[place].value
        if value.holdsNUL {
            value.forEachNUL(at: pointer.appending(name)) {
                mistakes.append(JSONMistake($0, code: "invalid-character", "must not contain U+0000"))
            }
        }
        return value
    }

    @usableFromInline mutating func takeRequired(_ name: String) -> JSONValue? {
        if let value = take(name) { return value }
        if isObject { fail(name, code: "required", "is required") }
        return nil
    }

    /// What `read` answers, its mistakes collected.
    @inlinable mutating func read<T>(_ value: JSONValue, _ name: String, _ read: (JSONValue) throws -> T) -> T? {
        do {
            return try read(value)
        } catch {
            collect(error, at: name, nil)
            return nil
        }
    }

    /// Keeps what a reading closure threw, at the member or at an element of it.
    @usableFromInline mutating func collect(_ error: any Error, at name: String, _ index: Int?) {
        var place = pointer.appending(name)
        if let index { place = place.appending(index) }
        switch error {
        case let mistake as JSONMistake: mistakes.append(mistake.inside(place))
        case let nested as JSONMistakes: for mistake in nested.items { mistakes.append(mistake.inside(place)) }
        default: mistakes.append(JSONMistake(place, code: "invalid-value", "is not valid"))
        }
    }

    // MARK: The end

    /// Throws every mistake; then, and so only without one, answers the required values unwrapped.
    @inlinable
    public mutating func finish<each T>(_ values: repeat (each T)?) throws(JSONMistakes) -> (repeat each T) {
        try finish()
        return (repeat try present(each values))
    }

    /// Throws every mistake.
    public mutating func finish() throws(JSONMistakes) {
        for (place, member) in object.members.enumerated() where !asked[place] {
            if mistakes.isFull { break }
            asked[place] = true
            fail(member.name, code: "unknown-field", "is not a field here")
        }
        guard mistakes.items.isEmpty else { throw mistakes }
    }

    @inlinable func present<T>(_ value: T?) throws(JSONMistakes) -> T {
        guard let value else { throw lacking }
        return value
    }

    @usableFromInline var lacking: JSONMistakes {
        JSONMistakes([JSONMistake(pointer, code: "required", "lacks a field")])
    }
}
