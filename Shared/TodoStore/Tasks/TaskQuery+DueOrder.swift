internal import FoundationEssentials
internal import Postgres
internal import TodoCore

extension TaskQuery {
    /// The statement of a page in the order of due dates.
    ///
    /// Tasks without one come last whichever way the dates run, and that is the order of no index. So those with and those
    /// without are read apart, each a page at most, and put together: both are walks along `tasks_user_due`. As one
    /// sorted read, the first page of half a million tasks took a second.
    func pageByDueDate(
        _ order: Order, _ condition: SQL, from position: Position?, _ direction: ListDirection, offset: Int, limit: Int
    ) -> SQL {
        let falls = order.isDescending == (direction == .forward)
        // In the second part the dates are all the same, none; naming them makes it the order of the index.
        let walk: SQL = falls ? "ORDER BY t.due_date DESC, t.id DESC" : "ORDER BY t.due_date, t.id"
        func part(_ kind: SQL, _ beyond: SQL?) -> SQL? {
            beyond.map { beyond in
                """
                (SELECT \(ShownTask.columns) FROM tasks t WHERE \(condition) AND \(kind)\(beyond) \(walk) \
                LIMIT \(limit + offset))
                """
            }
        }
        let parts = [
            part("t.due_date IS NOT NULL", dated(position, direction, falls)),
            part("t.due_date IS NULL", undated(position, direction, falls)),
        ].compactMap { $0 }
        let end: SQL =
            switch (falls, direction) {
            case (false, .forward): "ORDER BY t.due_date, t.id"
            case (true, .forward): "ORDER BY t.due_date DESC NULLS LAST, t.id DESC"
            case (false, .back): "ORDER BY t.due_date NULLS FIRST, t.id"
            case (true, .back): "ORDER BY t.due_date DESC, t.id DESC"
            }
        return """
            SELECT * FROM (\(parts.joined(separator: " UNION ALL "))) t \(end) \
            LIMIT \(limit)\(SQL.offset(offset))
            """
    }

    /// Where those with a date go on; nil when they are all on the other side of the position.
    private func dated(_ position: Position?, _ direction: ListDirection, _ falls: Bool) -> SQL? {
        guard let position else { return .empty }
        guard let key = position.key else { return direction == .forward ? nil : .empty }
        return falls
            ? " AND (t.due_date, t.id) < (\(key), \(position.id))"
            : " AND (t.due_date, t.id) > (\(key), \(position.id))"
    }

    /// The same for those without.
    private func undated(_ position: Position?, _ direction: ListDirection, _ falls: Bool) -> SQL? {
        guard let position else { return .empty }
        guard position.key == nil else { return direction == .forward ? .empty : nil }
        return falls ? " AND t.id < \(position.id)" : " AND t.id > \(position.id)"
    }
}
