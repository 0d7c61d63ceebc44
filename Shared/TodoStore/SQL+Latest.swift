internal import FoundationEssentials
internal import Postgres

extension SQL {
    /// The end of a statement that lists the latest first: what lies behind a position or before it, and the order in
    /// which it is read, nearest to the position first. One index serves both ways.
    static func latest<ID: SQLBindable>(
        _ instant: SQL, _ id: SQL, from position: (key: Date?, id: ID)?, _ direction: ListDirection
    ) -> SQL {
        var sql: SQL = .empty
        if let position {
            let place: SQL = "(\(position.key), \(position.id))"
            sql += direction == .forward ? " AND (\(instant), \(id)) < \(place)" : " AND (\(instant), \(id)) > \(place)"
        }
        return sql
            + (direction == .forward
                ? " ORDER BY \(instant) DESC, \(id) DESC" : " ORDER BY \(instant), \(id)")
    }
}
