import FoundationEssentials
import HTTP
import ServiceKit
import TodoCore

/// Reads the query of a list strictly: a name nobody asks for is 400, like a value that does not fit.
struct QueryParameters {
    private let query: HTTPQuery
    private var asked: [String] = []

    init(_ request: HTTPRequest) { query = request.query }

    /// The single value of a parameter; empty counts as a value.
    mutating func text(_ name: String) throws(TodoError) -> String? {
        let values = all(name)
        guard values.count <= 1 else { throw .invalidParameter(name: name, detail: "may stand once only") }
        return values.first
    }

    /// The values of a repeatable parameter.
    mutating func all(_ name: String) -> [String] {
        asked.append(name)
        return query.values(name)
    }

    /// The value as `read` understands it.
    mutating func value<T>(
        _ name: String, _ hint: String, _ read: (String) -> T?
    ) throws(TodoError) -> T? {
        guard let text = try text(name) else { return nil }
        guard let value = read(text) else { throw .invalidParameter(name: name, detail: hint) }
        return value
    }

    mutating func bool(_ name: String) throws(TodoError) -> Bool? {
        try value(name, "must be true or false") { ["true": true, "false": false][$0] }
    }

    mutating func instant(_ name: String) throws(TodoError) -> Date? {
        try value(name, "must be a time with an offset, as in 2027-01-31T09:00:00Z") { try? Timestamp.parse($0) }
    }

    /// `limit`, `page_size`: 1 to 100 items of a page.
    mutating func count(_ name: String) throws(TodoError) -> Int {
        try value(name, "must be from 1 to \(Limits.page)") { text in
            Int(text).flatMap { (1...Limits.page).contains($0) ? $0 : nil }
        } ?? Limits.defaultPage
    }

    /// `page`, from 1.
    mutating func page() throws(TodoError) -> Int {
        try value("page", "must be a number from 1") { text in Int(text).flatMap { $0 >= 1 ? $0 : nil } } ?? 1
    }

    /// Whether there is any parameter of that name.
    func has(_ name: String) -> Bool { query.items.contains { $0.name == name } }

    /// Whether there is any parameter beside these.
    func has(otherThan names: Set<String>) -> Bool { query.items.contains { !names.contains($0.name) } }

    /// Call it last: throws for the first parameter that nobody asked for.
    func finish(allowing others: Set<String> = []) throws(TodoError) {
        guard let unknown = query.items.first(where: { !asked.contains($0.name) && !others.contains($0.name) }) else {
            return
        }
        throw .invalidParameter(
            name: unknown.name,
            detail: "is not a parameter here; these are: "
                + Set(asked).union(others).sorted().joined(separator: ", "))
    }

    /// All parameters but those named, in a fixed order: says which list is asked for, whatever page of it.
    func text(without others: Set<String>) -> String {
        guard !query.items.isEmpty else { return "" }
        return query.items.filter { !others.contains($0.name) }.map { "\($0.name)=\($0.value)" }.sorted()
            .joined(separator: "&")
    }
}
