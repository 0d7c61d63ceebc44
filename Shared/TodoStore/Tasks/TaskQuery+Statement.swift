internal import FoundationEssentials
internal import Postgres
internal import TodoCore

extension TaskQuery {
    // Composed of the filters that are there: `($n IS NULL OR …)` would read everything under a generic plan.

    /// The page's statement. That of a ranked list has the rank as one more column.
    func page(
        of user: UserID, from position: Position?, _ direction: ListDirection, offset: Int, limit: Int
    ) -> SQL {
        if isRanked, let search {
            return """
                SELECT \(ShownTask.columns), t.rank
                  FROM (SELECT t.*, \(search.rank) AS rank FROM tasks t WHERE \(condition(user))) t
                 \(Self.rankOrder(from: position, direction)) LIMIT \(limit)\(SQL.offset(offset))
                """
        }
        if let order = instantOrder, order.sort == .dueDate {
            return pageByDueDate(order, condition(user), from: position, direction, offset: offset, limit: limit)
        }
        return """
            SELECT \(ShownTask.columns) FROM tasks t WHERE \(condition(user))\(continuation(position, direction)) \(order(direction)) \
            LIMIT \(limit)\(SQL.offset(offset))
            """
    }

    /// The statement of the total.
    func count(of user: UserID) -> SQL { "SELECT count(*) FROM tasks t WHERE \(condition(user))" }

    private func condition(_ user: UserID) -> SQL {
        var sql: SQL = "t.user_id = \(user)"
        sql += isDeleted ? " AND t.deleted_at IS NOT NULL" : " AND t.deleted_at IS NULL"
        addStatus(to: &sql)
        if !priorities.isEmpty { sql += " AND t.priority_id = ANY(\(priorities))" }
        if let dueFrom { sql += " AND t.due_date >= \(dueFrom)" }
        if let dueTo { sql += " AND t.due_date <= \(dueTo)" }
        if let dueState, !dueState.states.isEmpty { sql += " AND \(dueState.condition)" }
        if let hasDue { sql += hasDue ? " AND t.due_date IS NOT NULL" : " AND t.due_date IS NULL" }
        if let recurringTaskID { sql += " AND t.recurring_task_id = \(recurringTaskID)" }
        if let isRecurring { sql += " AND t.is_recurring = \(isRecurring)" }
        if let parentID { sql += " AND t.parent_id = \(parentID)" }
        if let createdFrom { sql += " AND t.created_at >= \(createdFrom)" }
        if let createdTo { sql += " AND t.created_at <= \(createdTo)" }
        if let updatedSince { sql += " AND t.updated_at >= \(updatedSince)" }
        for tag in tags { sql += " AND \(Self.hasTag(user, "lower(g.name) = lower(normalize(\(tag)::text))"))" }
        if !anyTags.isEmpty {
            sql += """
                 AND \(Self.hasTag(user, "lower(g.name) IN (SELECT lower(normalize(n)) FROM unnest(\(anyTags)) AS n)"))
                """
        }
        if let filter { sql += " AND \(filter.condition(user))" }
        if let search { sql += " AND \(search.condition)" }
        return sql
    }

    private func addStatus(to sql: inout SQL) {
        if statuses.count == 1 {
            sql += " AND t.status = \(statuses[0])"
        } else if !statuses.isEmpty {
            sql += " AND t.status = ANY(\(statuses))"
        }
        guard let isCompleted else { return }
        if isCompleted {
            sql += " AND t.status = 'completed'"
        } else {
            sql += " AND t.status IN ('pending', 'in_progress', 'cancelled')"
        }
    }

    static func hasTag(_ user: UserID, _ name: SQL) -> SQL {
        """
        EXISTS (SELECT FROM task_tags x JOIN tags g ON g.id = x.tag_id
                 WHERE x.task_id = t.id AND g.user_id = \(user) AND \(name))
        """
    }
}
