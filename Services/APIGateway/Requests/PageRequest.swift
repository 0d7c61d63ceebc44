import TodoCore

/// Which page of a list a request asks for: `limit`, `cursor` and `include_total`.
struct PageRequest {
    let limit: Int
    /// Behind which item it starts; nil for the first page.
    let place: Cursors.Place?
    let wantsTotal: Bool
    private let list: String
    private let cursors: Cursors

    /// Reads what is left of the parameters, so it comes last; `name` says which of the user's lists it is.
    init(
        _ parameters: inout QueryParameters, of name: String, _ user: UserID, _ cursors: Cursors
    ) throws(TodoError) {
        limit = try parameters.limit()
        let cursor = try parameters.text("cursor")
        wantsTotal = try parameters.bool("include_total") ?? false
        try parameters.finish()
        list = "\(name) \(user) \(parameters.text(without: ["limit", "cursor", "include_total"]))"
        self.cursors = cursors
        if let cursor { place = try cursors.read(cursor, in: list) } else { place = nil }
    }

    /// The cursor of the page behind an item.
    func next(_ place: Cursors.Place) -> String { cursors.make(place, in: list) }
}
