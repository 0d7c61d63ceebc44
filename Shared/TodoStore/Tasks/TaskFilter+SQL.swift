internal import FoundationEssentials
internal import Postgres
internal import TodoCore

// In SQL a comparison with NULL is neither true nor false, in the language it is false. As long as nothing is negated
// that makes no difference, so negations move down to the single conditions, where `IS NOT TRUE` makes them two-valued.

extension TaskFilter {
    /// The filter as a condition on the task `t`. All that came with the request is bound.
    func condition(_ user: UserID, isNegated: Bool = false) -> SQL {
        switch self {
        case .all(let parts), .any(let parts):
            let isAll = if case .all = self { true } else { false }
            let conditions = parts.map { $0.condition(user, isNegated: isNegated) }
            return "(\(conditions.joined(separator: isAll != isNegated ? " AND " : " OR ")))"
        case .not(let filter): return filter.condition(user, isNegated: !isNegated)
        default:
            let single = single(user)
            return isNegated ? "(\(single)) IS NOT TRUE" : single
        }
    }

    private func single(_ user: UserID) -> SQL {
        switch self {
        // The parts are dealt with above.
        case .all, .any, .not: condition(user)
        case .isNull(.tag): "\(TaskQuery.hasTag(user, "true")) IS NOT TRUE"
        case .isNull(.isRecurring): "false"
        // As a function, for IS NULL and IS NOT NULL would be answered by indexes of all users.
        case .isNull(let field): "num_nonnulls(\(field.column)) = 0"
        case .text(.tag, let names):
            names.count == 1
                ? TaskQuery.hasTag(user, "lower(g.name) = lower(normalize(\(names[0])::text))")
                : Self.hasOneOfManyTags(
                    user, "lower(g.name) IN (SELECT lower(normalize(n)) FROM unnest(\(names)) AS n)")
        case .text(let field, let texts):
            "lower(normalize(\(field.column))) IN (SELECT lower(normalize(n)) FROM unnest(\(texts)) AS n)"
        case .like(.tag, let pattern): Self.hasOneOfManyTags(user, "g.name ILIKE normalize(\(pattern.sql)::text)")
        case .like(let field, let pattern): "normalize(\(field.column)) ILIKE normalize(\(pattern.sql)::text)"
        case .status(let statuses): "t.status = ANY(\(statuses))"
        case .priority(let priorities): "t.priority_id = ANY(\(priorities))"
        case .dueState(let states, let moment): DueStateFilter(states, moment).condition
        case .flag(.completed, let isSet): isSet ? "t.status = 'completed'" : "t.status <> 'completed'"
        case .flag(let field, let isSet): "num_nonnulls(\(field.column)) = \(isSet ? 1 : 0)"
        case .identifier(let field, let ids): "\(field.column) = ANY(\(ids))"
        case .number(let field, let comparison, let value): comparison.sql(field.column, "\(value)")
        case .instant(let field, let comparison, let date): comparison.sql(field.column, "\(date)")
        case .day(.dueDate, let comparison, let day):
            """
            (CASE WHEN t.due_is_all_day THEN \(comparison.sql("t.due_on", "\(day.date.description)::date"))
                  ELSE \(comparison.sql("t.due_date", day)) END)
            """
        case .day(let field, let comparison, let day): comparison.sql(field.column, day)
        }
    }

    /// IS TRUE keeps it out of the joins: all tasks with such a tag are hashed once. The planner, who takes every user for
    /// one of few tasks, would compare each task with each of them.
    private static func hasOneOfManyTags(_ user: UserID, _ name: SQL) -> SQL {
        "\(TaskQuery.hasTag(user, name)) IS TRUE"
    }
}

extension TaskFilter.Field {
    /// What a task has of its own; tags lie elsewhere.
    fileprivate var column: SQL {
        switch self {
        case .title: "t.title"
        case .description: "t.description"
        case .status: "t.status"
        case .completed: "t.completed"
        case .priority: "t.priority_id"
        case .position: "t.position"
        case .tag: "t.id"
        case .dueDate: "t.due_date"
        // It always has a value.
        case .dueState: "t.status"
        case .createdAt: "t.created_at"
        case .updatedAt: "t.updated_at"
        case .completedAt: "t.completed_at"
        case .parentID: "t.parent_id"
        case .recurringTaskID: "t.recurring_task_id"
        case .isRecurring: "t.recurrence_pattern"
        }
    }
}

extension TaskFilter.Comparison {
    fileprivate func sql(_ left: SQL, _ right: SQL) -> SQL {
        switch self {
        case .equal: "\(left) = \(right)"
        case .less: "\(left) < \(right)"
        case .lessOrEqual: "\(left) <= \(right)"
        case .greater: "\(left) > \(right)"
        case .greaterOrEqual: "\(left) >= \(right)"
        }
    }

    /// An instant beside a whole day.
    fileprivate func sql(_ instant: SQL, _ day: TaskFilter.Day) -> SQL {
        switch self {
        case .equal: "(\(instant) >= \(day.start) AND \(instant) < \(day.end))"
        case .less: "\(instant) < \(day.start)"
        case .lessOrEqual: "\(instant) < \(day.end)"
        case .greater: "\(instant) >= \(day.end)"
        case .greaterOrEqual: "\(instant) >= \(day.start)"
        }
    }
}

extension TextPattern {
    /// As LIKE reads it.
    fileprivate var sql: String {
        var text = String.UnicodeScalarView()
        for element in elements {
            switch element {
            case .anyOne: text.append("_")
            case .anyText: text.append("%")
            case .scalar(let scalar):
                if scalar == "%" || scalar == "_" || scalar == "\\" { text.append("\\") }
                text.append(scalar)
            }
        }
        return String(text)
    }
}
