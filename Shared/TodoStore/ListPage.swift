/// Which way a page lies from the position it is asked for by.
public enum ListDirection: Sendable, Equatable {
    /// What follows the position in the list's order.
    case forward
    /// What comes before it.
    case back
}

/// A page of a list, in the list's order whichever way it was read.
public struct ListPage<Row: Sendable, Position: Sendable>: Sendable {
    public let rows: [Row]
    /// Behind what the next page starts; nil when this is the last.
    public let next: Position?
    /// Before what the previous page ends; nil when this is the first.
    public let previous: Position?

    /// - Parameters:
    ///   - found: what was read in that direction, one row more than `limit` if there are more.
    ///   - isFirst: whether it was read from the start of the list on, and from no position.
    ///   - place: the position of a row.
    init(
        _ found: consuming [Row], limit: Int, isFirst: Bool, _ direction: ListDirection, place: (Row) -> Position
    ) {
        var rows = found
        let goesOn = rows.count > limit
        if goesOn { rows.removeLast(rows.count - limit) }
        // A page that is asked for from a position has that on its other side.
        switch direction {
        case .forward:
            next = goesOn ? rows.last.map(place) : nil
            previous = isFirst ? nil : rows.first.map(place)
        case .back:
            rows.reverse()
            next = rows.last.map(place)
            previous = goesOn ? rows.first.map(place) : nil
        }
        self.rows = rows
    }
}
