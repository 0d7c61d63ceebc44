import FoundationEssentials
import JSON
import TodoCore
import TodoStore

/// The query parameters of `GET /api/tasks`: which tasks, and in what order.
enum TaskFilters {
    /// Unicode scalars of `q`.
    static let longestSearch = 200

    /// Reads all parameters but those of the page.
    ///
    /// Times that `filter` names relative to now are worked out for each request: a walk through pages that lasts over
    /// midnight goes on with what is asked for then.
    ///
    /// - Parameter profile: the user's, where the request asks by `due_state` or `filter`.
    static func query(
        _ parameters: inout QueryParameters, _ profile: UserProfile?, zones: ZoneDatabase, now: Date
    ) throws(TodoError) -> TaskQuery {
        var query = TaskQuery()
        for text in parameters.all("status") {
            guard let status = TodoTask.Status(rawValue: text) else {
                throw .invalidParameter(name: "status", detail: "must be pending, in_progress, completed or cancelled")
            }
            query.statuses.append(status)
        }
        query.isCompleted = try parameters.bool("completed")
        for text in parameters.all("priority") {
            guard let priority = Int(text).flatMap(Priority.init(rawValue:)) ?? Priority(name: text) else {
                throw .invalidParameter(name: "priority", detail: "must be 1 to 4, or High, Medium, Low, Critical")
            }
            query.priorities.append(priority)
        }
        query.tags = try tags("tag", &parameters)
        query.anyTags = try tags("tag_any", &parameters)
        try readDue(
            &parameters, profile.map { DueStateFilter(at: now, zone: $0.zone(zones), window: $0.notices.window) },
            into: &query)
        if let text = try parameters.text("filter") {
            query.filter = try filter(
                text,
                TaskFilterContext(
                    now: now, zone: profile?.zone(zones) ?? .utc, weekStart: profile?.user.weekStart ?? .monday,
                    window: profile?.notices.window ?? DueState.standardWindow))
        }
        try readOrigin(&parameters, into: &query)
        if let text = try parameters.text("q") { query.search = try search(text) }
        if let sort = try parameters.text("sort") {
            query.orders = try orders(sort)
        } else if query.search != nil {
            query.orders = []
        }
        return query
    }

    private static func readDue(
        _ parameters: inout QueryParameters, _ dueState: DueStateFilter?, into query: inout TaskQuery
    ) throws(TodoError) {
        query.dueFrom = try parameters.instant("due_from")
        query.dueTo = try parameters.instant("due_to")
        query.hasDue = try parameters.bool("has_due")
        query.dueState = dueState
        for text in parameters.all("due_state") {
            guard let state = DueState(rawValue: text) else {
                throw .invalidParameter(name: "due_state", detail: "must be none, upcoming, due_soon or overdue")
            }
            query.dueState?.states.append(state)
        }
    }

    private static func readOrigin(
        _ parameters: inout QueryParameters, into query: inout TaskQuery
    ) throws(TodoError) {
        query.recurringTaskID = try parameters.value("recurring_task_id", "must be the id of a series") {
            RecurringTask.ID($0)
        }
        query.isRecurring = try parameters.bool("is_recurring")
        query.parentID = try parameters.value("parent_id", "must be the id of a task") { TodoTask.ID($0) }
        query.createdFrom = try parameters.instant("created_from")
        query.createdTo = try parameters.instant("created_to")
        query.updatedSince = try parameters.instant("updated_since")
        query.isDeleted = try parameters.bool("deleted") ?? false
    }

    private static func tags(
        _ name: String, _ parameters: inout QueryParameters
    ) throws(TodoError) -> [String] {
        do throws(FieldMistake) {
            return try TagName.checkList(parameters.all(name))
        } catch {
            throw .invalidParameter(name: name, detail: error.detail)
        }
    }

    private static func filter(_ text: String, _ context: TaskFilterContext) throws(TodoError) -> TaskFilter {
        do throws(TaskFilterMistake) {
            return try TaskFilter.parse(text, context)
        } catch {
            throw .invalidParameter(
                name: "filter", detail: "has a mistake at character \(error.position): \(error.detail)",
                position: error.position)
        }
    }

    private static func search(_ text: String) throws(TodoError) -> TaskSearch {
        let scalars = text.unicodeScalars
        // As a title: what no title can hold finds none.
        guard scalars.count <= longestSearch, !scalars.contains(where: { $0.properties.generalCategory == .control }),
            (try? TaskTitle.check(text)) != nil
        else {
            throw .invalidParameter(
                name: "q", detail: "must be 1 to \(longestSearch) characters on one line, with something to see in it")
        }
        return TaskSearch(text)
    }

    private static func orders(_ text: String) throws(TodoError) -> [TaskQuery.Order] {
        var orders: [TaskQuery.Order] = []
        for key in text.split(separator: ",", omittingEmptySubsequences: false) {
            let isDescending = key.hasPrefix("-")
            let sort = TaskQuery.Sort(rawValue: isDescending ? String(key.dropFirst()) : String(key))
            guard let sort, !orders.contains(where: { $0.sort == sort }) else {
                let all = TaskQuery.Sort.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidParameter(
                    name: "sort", detail: "must be some of \(all), each once and with a - before it for falling")
            }
            orders.append(TaskQuery.Order(sort, isDescending: isDescending))
        }
        return orders
    }
}
