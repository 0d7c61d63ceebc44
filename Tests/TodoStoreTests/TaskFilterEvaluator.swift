import FoundationEssentials
import TodoCore

/// What filters mean, on tasks in memory and as plainly as it can be said: what the SQL of filters is held against.
struct TaskFilterEvaluator {
    let now: Date

    func holds(_ filter: TaskFilter, _ task: TodoTask) -> Bool {
        switch filter {
        case .all(let parts): parts.allSatisfy { holds($0, task) }
        case .any(let parts): parts.contains { holds($0, task) }
        case .not(let part): !holds(part, task)
        case .isNull(let field): isNull(field, task)
        case .text(let field, let wanted):
            texts(field, task).contains { text in wanted.contains { $0.lowercased() == text.lowercased() } }
        case .like(let field, let pattern):
            texts(field, task).contains { matches(Array($0.lowercased().unicodeScalars)[...], pattern.elements[...]) }
        case .status(let statuses): statuses.contains(task.status)
        case .priority(let priorities): priorities.contains(task.priority)
        case .dueState(let states, let moment):
            states.contains(
                task.dueState(at: DueMoment(moment.now, zone: .utc, zones: Self.zones, window: moment.window)))
        case .flag(.completed, let isSet): task.isCompleted == isSet
        case .flag(_, let isSet): task.isRecurring == isSet
        case .identifier(.parentID, let ids): task.parentID.map { ids.contains($0.rawValue) } ?? false
        case .identifier(_, let ids): task.recurringTaskID.map { ids.contains($0.rawValue) } ?? false
        case .number(_, let comparison, let value): compare(task.position, comparison, value)
        case .instant(let field, let comparison, let date):
            instant(field, task).map { compare($0, comparison, date) } ?? false
        case .day(.dueDate, let comparison, let day) where task.due?.allDay != nil:
            task.due?.allDay.map { compare($0.on, comparison, day.date) } ?? false
        case .day(let field, let comparison, let day):
            // An instant is the day it lies in; in these tests days are those of UTC.
            instant(field, task).map { compare(Zone.utc.civil($0).date, comparison, day.date) } ?? false
        }
    }

    private static let zones: ZoneDatabase = {
        do {
            return try ZoneDatabase(tzdata: "Z Etc/UTC 0 - UTC\nL Etc/UTC UTC\n") { name in
                Array(try Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/\(name)")))
            }
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private func isNull(_ field: TaskFilter.Field, _ task: TodoTask) -> Bool {
        switch field {
        case .description: task.description == nil
        case .tag: task.tags.isEmpty
        case .dueDate: task.due == nil
        case .completedAt: task.completedAt == nil
        case .parentID: task.parentID == nil
        case .recurringTaskID: task.recurringTaskID == nil
        case .title, .status, .completed, .priority, .position, .dueState, .createdAt, .updatedAt, .isRecurring: false
        }
    }

    private func texts(_ field: TaskFilter.Field, _ task: TodoTask) -> [String] {
        field == .tag ? task.tags : field == .title ? [task.title] : task.description.map { [$0] } ?? []
    }

    private func instant(_ field: TaskFilter.Field, _ task: TodoTask) -> Date? {
        switch field {
        case .createdAt: task.createdAt
        case .updatedAt: task.updatedAt
        case .completedAt: task.completedAt
        default: task.due?.instant
        }
    }

    private func compare<T: Comparable>(_ left: T, _ comparison: TaskFilter.Comparison, _ right: T) -> Bool {
        switch comparison {
        case .equal: left == right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    private func matches(_ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<TextPattern.Element>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case .anyText: return (text.startIndex...text.endIndex).contains { matches(text[$0...], pattern.dropFirst()) }
        case .anyOne: return !text.isEmpty && matches(text.dropFirst(), pattern.dropFirst())
        case .scalar(let scalar):
            return text.first == scalar.properties.lowercaseMapping.unicodeScalars.first
                && matches(text.dropFirst(), pattern.dropFirst())
        }
    }
}
