public import JSON

extension NotificationData {
    /// Writes the `data` of a notification; facts it does not have are left out.
    public func write(to json: inout JSONWriter) {
        json.object { json in
            if let taskTitle { json.member("task_title", taskTitle) }
            if let due {
                json.member("due_date", due.text)
                json.member("due_at", due.instant)
                if let timezone = due.allDay?.timezone { json.member("due_timezone", timezone) }
            }
            if let remindAt { json.member("remind_at", remindAt) }
            if late { json.member("late", true) }
            if let recurringTaskID { json.member("recurring_task_id", recurringTaskID) }
            if let occurrenceAt { json.member("occurrence_at", occurrenceAt) }
            if let count { json.member("count", count) }
        }
    }

    /// The data of a stored notification. What it cannot read is not there: a notification must never fail to be
    /// shown because of a detail.
    public init(_ json: JSONValue) {
        self.init(
            taskTitle: json["task_title"]?.string, due: Self.due(json), remindAt: try? json["remind_at"]?.asDate(),
            late: json["late"]?.bool ?? false,
            recurringTaskID: try? json["recurring_task_id"]?.asIdentifier(of: RecurringTask.self),
            occurrenceAt: try? json["occurrence_at"]?.asDate(), count: json["count"]?.int)
    }

    private static func due(_ json: JSONValue) -> Due? {
        guard let instant = try? json["due_at"]?.asDate() else { return nil }
        guard let timezone = json["due_timezone"]?.string, let day = json["due_date"]?.string.flatMap(CivilDate.init)
        else { return .at(instant) }
        return Due(instant: instant, allDay: Due.AllDay(on: day, timezone: timezone))
    }
}
