internal import FoundationEssentials
internal import JSON

extension TaskFilterParser {
    /// The condition that a field has one of the values.
    func oneOf(
        _ field: TaskFilter.Field, _ values: [TaskFilterToken]
    ) throws(TaskFilterMistake) -> TaskFilter {
        switch field.kind {
        case .text: return .text(field, values.map(\.text))
        case .tag:
            return .text(field, try values.map { token throws(TaskFilterMistake) in try tag(token) })
        case .status:
            return .status(
                try all(values, "pending, in_progress, completed or cancelled", TodoTask.Status.init(rawValue:)))
        case .dueState:
            return .dueState(
                try all(values, "none, upcoming, due_soon or overdue", DueState.init(rawValue:)), context.moment)
        case .priority: return .priority(try values.map { token throws(TaskFilterMistake) in try priority(token) })
        case .identifier:
            return .identifier(field, try all(values, "an id (a UUID)") { TodoTask.ID($0)?.rawValue })
        case .flag:
            return Self.any(
                try all(values, "true or false") { ["true": true, "false": false][$0] }.map { .flag(field, $0) })
        case .number, .date:
            return Self.any(
                try values.map { token throws(TaskFilterMistake) in try compare(field, .equal, token) })
        }
    }

    /// The condition that a field compares so with the value.
    func compare(
        _ field: TaskFilter.Field, _ comparison: TaskFilter.Comparison, _ token: TaskFilterToken
    ) throws(TaskFilterMistake) -> TaskFilter {
        switch field.kind {
        case .priority:
            let level = try priority(token).level
            return .priority(Priority.allCases.filter { comparison.holds($0.level, level) })
        case .number: return .number(field, comparison, try number(token))
        default:
            guard let time = TaskFilterTime(token.text, context) else {
                throw expected("\(TaskFilterTime.hint), from 1970 to 2199", token)
            }
            switch time {
            case .instant(let date): return .instant(field, comparison, date)
            case .day(let day): return .day(field, comparison, TaskFilter.Day(day, in: context.zone))
            }
        }
    }

    private static func any(_ filters: [TaskFilter]) -> TaskFilter {
        filters.count == 1 ? filters[0] : .any(filters)
    }

    private func all<T>(
        _ values: [TaskFilterToken], _ what: String, _ read: (String) -> T?
    ) throws(TaskFilterMistake) -> [T] {
        var all: [T] = []
        for token in values {
            guard let value = read(token.text.lowercased()) else { throw expected(what, token) }
            all.append(value)
        }
        return all
    }

    private func tag(_ token: TaskFilterToken) throws(TaskFilterMistake) -> String {
        do throws(FieldMistake) {
            return try TagName.check(token.text)
        } catch {
            throw TaskFilterMistake(at: token.position, "a tag \(error.detail)")
        }
    }

    private func priority(_ token: TaskFilterToken) throws(TaskFilterMistake) -> Priority {
        guard let priority = Int(token.text).flatMap(Priority.init(rawValue:)) ?? Priority(name: token.text) else {
            throw expected("low, medium, high, critical, or the number of one (1 to 4)", token)
        }
        return priority
    }

    /// Only what is written as JSON writes numbers, or nearly so: no `inf`, no `0x1p4`.
    private func number(_ token: TaskFilterToken) throws(TaskFilterMistake) -> Double {
        let isPlain = token.text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        guard isPlain, let number = Double(token.text), number.isFinite else { throw expected("a number", token) }
        return number
    }
}

extension TaskFilter.Comparison {
    /// Whether the left value stands so to the right one.
    func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
        switch self {
        case .equal: left == right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
