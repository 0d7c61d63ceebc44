import FoundationEssentials
import TestSupport
import TodoCore

/// Filters and tasks made at random of the same few values, so that they have to do with each other.
enum RandomFilters {
    /// The same numbers on every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
        }
    }

    static let texts = ["Buy milk", "buy MILK", "milk", "Call mum", "100% done", "a_b", "دودھ خریدیں", "it's"]
    static let tags = ["work", "Home", "a b"]
    static let hours = [-400, -170, -49, -24, -9, -8, 0, 1, 14, 15, 23, 24, 40, 169, 400]

    static func filter(
        depth: Int, _ tasks: [TodoTask], _ series: [RecurringTask.ID], using random: inout Generator
    ) -> String {
        guard depth > 0, Int.random(in: 0..<5, using: &random) > 0 else { return condition(tasks, series, &random) }
        func inner() -> String { filter(depth: depth - 1, tasks, series, using: &random) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return "not (\(inner()))"
        case 1: return "not \(condition(tasks, series, &random))"
        case 2: return "(\(inner())) or (\(inner()))"
        default: return "(\(inner())) and \(inner())"
        }
    }

    private static func condition(
        _ tasks: [TodoTask], _ series: [RecurringTask.ID], _ random: inout Generator
    ) -> String {
        func one(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }
        func quoted(_ text: String) -> String {
            "'\(text.replacing("'", with: "\\'"))'"
        }
        func equal(_ values: [String]) -> String {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: "\(one(["=", "!="])) \(one(values))"
            case 1: "in (\(one(values)), \(one(values)))"
            default: "not in (\(one(values)))"
            }
        }
        func ordered(_ values: [String]) -> String {
            Bool.random(using: &random) ? equal(values) : "\(one(["<", "<=", ">", ">="])) \(one(values))"
        }
        let patterns = [
            "'%milk%'", "'buy%'", "'____'", #"'%\%%'"#, #"'%\_%'"#, "'%'", "'%o%'", "'%دودھ%'", "milk", "'%w_rk'",
        ]
        let times = ["now", "today", "+1d", "-1w", "2026-02-28", "2026-03-02T00:00:00Z", "now-9h", "start_of_week"]
        let field = TaskFilter.Field.allCases.randomElement(using: &random) ?? .title
        if Int.random(in: 0..<6, using: &random) == 0 { return "\(field.rawValue) is \(one(["", "not "]))null" }
        switch field {
        case .title, .description, .tag:
            let values = (field == .tag ? tags + ["none"] : texts + ["Two litres"]).map(quoted)
            return Bool.random(using: &random)
                ? "\(field.rawValue) \(equal(values))" : "\(field.rawValue) \(one(["", "not "]))like \(one(patterns))"
        case .status: return "status \(equal(TodoTask.Status.allCases.map(\.rawValue)))"
        case .dueState: return "due_state \(equal(DueState.allCases.map(\.rawValue)))"
        case .priority: return "priority \(ordered(["low", "medium", "HIGH", "critical", "3"]))"
        case .position: return "position \(ordered(["0", "1.5", "-2", "1e3"]))"
        case .completed, .isRecurring: return "\(field.rawValue) \(equal(["true", "false"]))"
        case .parentID: return "parent_id \(equal(tasks.prefix(5).map(\.id.description)))"
        case .recurringTaskID: return "recurring_task_id \(equal(series.map(\.description)))"
        case .dueDate, .createdAt, .updatedAt, .completedAt: return "\(field.rawValue) \(ordered(times))"
        }
    }

    static func task(
        of user: UserID, _ tasks: [TodoTask], _ series: [RecurringTask.ID], using random: inout Generator
    ) -> TodoTask {
        func chance(_ parts: Int) -> Bool { Int.random(in: 0..<parts, using: &random) == 0 }
        func instant() -> Date {
            Date.sample.addingTimeInterval(Double(hours.randomElement(using: &random) ?? 0) * 3_600)
        }
        func due() -> Due? {
            guard !chance(4) else { return nil }
            guard chance(2) else { return .at(instant()) }
            return .on(Zone.utc.civil(instant()).date, in: .utc)
        }
        let repeats = chance(3)
        var task = TodoTask.sample(
            of: user, title: texts.randomElement(using: &random) ?? "", due: due(),
            tags: tags.filter { _ in chance(2) }, recurringTaskID: repeats ? series.randomElement(using: &random) : nil,
            occurrenceAt: repeats ? .sample.addingTimeInterval(Double(tasks.count)) : nil, createdAt: instant())
        // Some belong to a series that has ended.
        task.recurrencePattern = repeats && !chance(4) ? .weekdays : nil
        task.description = chance(2) ? nil : texts.randomElement(using: &random)
        task.status = TodoTask.Status.allCases.randomElement(using: &random) ?? .pending
        task.completedAt = task.isCompleted ? instant() : nil
        task.priority = Priority.allCases.randomElement(using: &random) ?? .medium
        task.position = [0, 1.5, -2, 7].randomElement(using: &random) ?? 0
        task.parentID = chance(3) ? tasks.prefix(5).randomElement(using: &random)?.id : nil
        return task
    }
}
