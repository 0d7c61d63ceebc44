internal import FoundationEssentials
internal import Postgres
internal import TodoCore

// Read backwards, a list has each key the other way round, and what has no value comes first: the same index, walked from
// its other end.

extension TaskQuery {
    // MARK: One instant, but for due dates

    func order(_ direction: ListDirection) -> SQL {
        guard let order = instantOrder else { return generalOrder(direction) }
        let falls = order.isDescending == (direction == .forward)
        switch order.sort {
        case .updatedAt: return falls ? "ORDER BY t.updated_at DESC, t.id DESC" : "ORDER BY t.updated_at, t.id"
        default: return falls ? "ORDER BY t.created_at DESC, t.id DESC" : "ORDER BY t.created_at, t.id"
        }
    }

    func continuation(_ position: Position?, _ direction: ListDirection) -> SQL {
        guard let position else { return .empty }
        guard let order = instantOrder else {
            return direction == .forward ? " AND (\(behind(position)))" : " AND (\(before(position)))"
        }
        let (key, id) = (position.key, position.id)
        let falls = order.isDescending == (direction == .forward)
        switch order.sort {
        case .updatedAt:
            return falls ? " AND (t.updated_at, t.id) < (\(key), \(id))" : " AND (t.updated_at, t.id) > (\(key), \(id))"
        default:
            return falls ? " AND (t.created_at, t.id) < (\(key), \(id))" : " AND (t.created_at, t.id) > (\(key), \(id))"
        }
    }

    // MARK: Any keys

    private func generalOrder(_ direction: ListDirection) -> SQL {
        let keys = orders.map { order -> SQL in
            switch (order.isDescending, direction) {
            case (false, .forward): order.sort.expression
            case (true, .forward): "\(order.sort.expression) DESC NULLS LAST"
            case (false, .back): "\(order.sort.expression) DESC"
            case (true, .back): "\(order.sort.expression) NULLS FIRST"
            }
        }
        return "ORDER BY \((keys + [direction == .forward ? "t.id" : "t.id DESC"]).joined(separator: ", "))"
    }

    /// Behind in the first key in which they differ: `a > 1 OR (a = 1 AND b > 2) OR (a = 1 AND b = 2 AND id > 3)`.
    private func behind(_ position: Position) -> SQL {
        firstDifference(position, "t.id > \(position.id)") { order, expression, value in
            // The tasks without a value come last.
            guard let value else { return nil }
            return order.isDescending
                ? "(\(expression) < \(value) OR \(expression) IS NULL)"
                : "(\(expression) > \(value) OR \(expression) IS NULL)"
        }
    }

    /// The same for what comes before.
    private func before(_ position: Position) -> SQL {
        firstDifference(position, "t.id < \(position.id)") { order, expression, value in
            guard let value else { return "\(expression) IS NOT NULL" }
            return order.isDescending ? "\(expression) > \(value)" : "\(expression) < \(value)"
        }
    }

    /// - Parameter differs: the condition that a key lies beyond that of the position; nil where none does.
    private func firstDifference(
        _ position: Position, _ byID: SQL, _ differs: (Order, SQL, SQL?) -> SQL?
    ) -> SQL {
        var same: [SQL] = []
        var cases: [SQL] = []
        for (order, text) in zip(orders, position.texts) {
            let (expression, value) = (order.sort.expression, text.map(order.sort.value))
            if let beyond = differs(order, expression, value) {
                cases.append((same + [beyond]).joined(separator: " AND "))
            }
            same.append(value.map { "\(expression) = \($0)" } ?? "\(expression) IS NULL")
        }
        cases.append((same + [byID]).joined(separator: " AND "))
        return cases.map { "(\($0))" }.joined(separator: " OR ")
    }

    // MARK: Rank

    /// The end of a search's statement but for its limit.
    static func rankOrder(from position: Position?, _ direction: ListDirection) -> SQL {
        var sql: SQL = .empty
        if let position, let rank = (position.texts.first ?? nil).flatMap(Double.init) {
            let due = position.texts.last ?? nil
            let key: SQL = "(-t.rank, coalesce(t.due_date, 'infinity'), t.id)"
            let place: SQL = "(\(-rank), coalesce(\(due)::timestamptz, 'infinity'), \(position.id))"
            sql = direction == .forward ? "WHERE \(key) > \(place) " : "WHERE \(key) < \(place) "
        }
        return sql
            + (direction == .forward
                ? "ORDER BY t.rank DESC, coalesce(t.due_date, 'infinity'), t.id"
                : "ORDER BY t.rank, coalesce(t.due_date, 'infinity') DESC, t.id DESC")
    }

    /// Where a list goes on behind a row of it.
    func position(of row: ShownTask) -> Position {
        if isRanked {
            return Position(
                key: nil, id: row.id,
                texts: ["\(row.row.double(ShownTask.columnCount))", row.due.map { $0.instant.rfc3339 }])
        }
        guard let order = instantOrder else {
            return Position(key: nil, id: row.id, texts: orders.map { $0.sort.text(of: row) })
        }
        switch order.sort {
        case .updatedAt: return Position(key: row.updatedAt, id: row.id)
        case .dueDate: return Position(key: row.due?.instant, id: row.id)
        default: return Position(key: row.createdAt, id: row.id)
        }
    }
}

extension TaskQuery.Sort {
    fileprivate var expression: SQL {
        switch self {
        case .createdAt: "t.created_at"
        case .updatedAt: "t.updated_at"
        case .dueDate: "t.due_date"
        case .completedAt: "t.completed_at"
        case .priority: "(CASE t.priority_id WHEN 4 THEN 4 WHEN 1 THEN 3 WHEN 2 THEN 2 ELSE 1 END)"
        case .title: "t.title"
        case .position: "t.position"
        }
    }

    /// A key as it stands in a position.
    fileprivate func value(_ text: String) -> SQL {
        switch self {
        case .createdAt, .updatedAt, .dueDate, .completedAt: "\(text)::timestamptz"
        case .priority: "\(text)::int"
        case .title: "\(text)::varchar"
        case .position: "\(text)::float8"
        }
    }

    fileprivate func text(of row: ShownTask) -> String? {
        switch self {
        case .createdAt: row.createdAt.rfc3339
        case .updatedAt: row.updatedAt.rfc3339
        case .dueDate: row.due?.instant.rfc3339
        case .completedAt: row.completedAt?.rfc3339
        case .priority: "\(row.priority.level)"
        case .title: row.title
        case .position: "\(row.position)"
        }
    }
}
