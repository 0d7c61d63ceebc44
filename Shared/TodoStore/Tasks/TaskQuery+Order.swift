internal import FoundationEssentials
internal import Postgres
internal import TodoCore

extension TaskQuery {
    // MARK: One instant

    var order: SQL {
        guard let order = instantOrder else { return generalOrder }
        switch (order.sort, order.isDescending) {
        case (.createdAt, true): return "ORDER BY t.created_at DESC, t.id DESC"
        case (.createdAt, false): return "ORDER BY t.created_at, t.id"
        case (.updatedAt, true): return "ORDER BY t.updated_at DESC, t.id DESC"
        case (.updatedAt, false): return "ORDER BY t.updated_at, t.id"
        case (_, true): return "ORDER BY t.due_date DESC NULLS LAST, t.id DESC"
        case (_, false): return "ORDER BY t.due_date, t.id"
        }
    }

    func continuation(_ position: Position?) -> SQL {
        guard let position else { return .empty }
        guard let order = instantOrder else { return " AND (\(behind(position)))" }
        let (key, id) = (position.key, position.id)
        switch (order.sort, order.isDescending, key) {
        case (.createdAt, true, _): return " AND (t.created_at, t.id) < (\(key), \(id))"
        case (.createdAt, false, _): return " AND (t.created_at, t.id) > (\(key), \(id))"
        case (.updatedAt, true, _): return " AND (t.updated_at, t.id) < (\(key), \(id))"
        case (.updatedAt, false, _): return " AND (t.updated_at, t.id) > (\(key), \(id))"
        case (_, true, let key?): return " AND ((t.due_date, t.id) < (\(key), \(id)) OR t.due_date IS NULL)"
        case (_, false, let key?): return " AND ((t.due_date, t.id) > (\(key), \(id)) OR t.due_date IS NULL)"
        case (_, true, nil): return " AND t.due_date IS NULL AND t.id < \(id)"
        case (_, false, nil): return " AND t.due_date IS NULL AND t.id > \(id)"
        }
    }

    // MARK: Any keys

    private var generalOrder: SQL {
        let keys = orders.map { order -> SQL in
            order.isDescending ? "\(order.sort.expression) DESC NULLS LAST" : order.sort.expression
        }
        return "ORDER BY \((keys + ["t.id"]).joined(separator: ", "))"
    }

    /// Behind in the first key in which they differ: `a > 1 OR (a = 1 AND b > 2) OR (a = 1 AND b = 2 AND id > 3)`.
    private func behind(_ position: Position) -> SQL {
        var same: [SQL] = []
        var cases: [SQL] = []
        for (order, text) in zip(orders, position.texts) {
            let expression = order.sort.expression
            guard let text else {
                // The tasks without a value come last, so only those are left.
                same.append("\(expression) IS NULL")
                continue
            }
            let value = order.sort.value(text)
            let isBehind: SQL = order.isDescending ? "\(expression) < \(value)" : "\(expression) > \(value)"
            cases.append((same + ["(\(isBehind) OR \(expression) IS NULL)"]).joined(separator: " AND "))
            same.append("\(expression) = \(value)")
        }
        cases.append((same + ["t.id > \(position.id)"]).joined(separator: " AND "))
        return cases.map { "(\($0))" }.joined(separator: " OR ")
    }

    // MARK: Rank

    static func behindRank(_ position: Position?) -> SQL {
        guard let position, let rank = (position.texts.first ?? nil).flatMap(Double.init) else { return .empty }
        let due = position.texts.last ?? nil
        return """
            WHERE (-t.rank, coalesce(t.due_date, 'infinity'), t.id)
                  > (\(-rank), coalesce(\(due)::timestamptz, 'infinity'), \(position.id))
            """
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
