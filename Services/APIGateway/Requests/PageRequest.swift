import FoundationEssentials
import HTTP
import JSON
import ServiceKit
import TodoCore
import TodoStore

/// Which page of a list a request asks for: by `cursor` and `limit`, or by number with `page` and `page_size`.
struct PageRequest {
    /// At most so many items.
    let limit: Int
    /// Behind which item it starts, or before which it ends; nil for the first page, and for one that is asked for by its number.
    let place: Cursors.Place?
    /// The number, from 1; nil for a page that is not asked for by its number.
    let number: Int?
    let wantsTotal: Bool
    private let list: String
    private let cursors: Cursors
    private let request: HTTPRequest

    static let names: Set<String> = ["limit", "cursor", "include_total", "page", "page_size"]

    /// Reads what is left of the parameters, so it comes last; `name` says which of the user's lists it is.
    init(
        _ parameters: inout QueryParameters, _ request: HTTPRequest, of name: String, _ user: UserID,
        _ cursors: Cursors
    ) throws(TodoError) {
        self.request = request
        self.cursors = cursors
        list = "\(name) \(user) \(parameters.text(without: Self.names))"
        if parameters.has("page") || parameters.has("page_size") {
            for name in ["limit", "cursor"] where parameters.has(name) {
                throw .invalidParameter(name: name, detail: "goes without page and page_size")
            }
            let (number, size) = (try parameters.page(), try parameters.count("page_size"))
            guard number <= Limits.numberedItems / size else {
                throw .invalidParameter(
                    name: "page", detail: "reaches up to item \(Limits.numberedItems) of a list; beyond, use cursor")
            }
            (self.number, limit, place) = (number, size, nil)
        } else {
            limit = try parameters.count("limit")
            number = nil
            let cursor = try parameters.text("cursor")
            if let cursor { place = try cursors.read(cursor, in: list) } else { place = nil }
        }
        wantsTotal = try parameters.bool("include_total") ?? (number != nil)
        try parameters.finish(allowing: Self.names)
    }

    /// How many items of the list come before the page.
    var offset: Int { number.map { ($0 - 1) * limit } ?? 0 }

    var direction: ListDirection { place?.direction ?? .forward }

    /// The page, with those around it in `Link` (RFC 8288).
    ///
    /// - Parameter place: what a cursor says of a position; which way it leads is told from the page.
    func answer<Item, Position>(
        _ page: ListPage<Item, Position>, total: Int? = nil, place: (Position) -> Cursors.Place,
        _ write: (Item, inout JSONWriter) -> Void
    ) -> HTTPResponse {
        let next = page.next.map { cursors.make(place($0), in: list) }
        let previous = page.previous.map { position in
            var place = place(position)
            place.direction = .back
            return cursors.make(place, in: list)
        }
        let links = links(next: next, previous: previous, total: total)
        return Page.answer(
            page.rows, next: next, total: total, number: number.map { ($0, limit) },
            headers: links.isEmpty ? [:] : ["Link": links.text], write)
    }

    private func links(next: String?, previous: String?, total: Int?) -> PageLinks {
        var links = PageLinks(request)
        if let number {
            if next != nil, number < Limits.numberedItems / limit { links.add("next", "page", "\(number + 1)") }
            if number > 1 { links.add("prev", "page", "\(number - 1)") }
            links.add("first", "page", "1")
            if let total, case let last = max(1, (total + limit - 1) / limit), last <= Limits.numberedItems / limit {
                links.add("last", "page", "\(last)")
            }
        } else {
            if let next { links.add("next", "cursor", next) }
            if let previous { links.add("prev", "cursor", previous) }
            if place != nil { links.add("first") }
        }
        return links
    }
}
