import FoundationEssentials
import JSON
import TodoCore

/// The bodies of the endpoints of series.
enum RecurringTaskPayloads {
    /// `POST /api/recurring-tasks`: the draft and the zone it lives in.
    ///
    /// - Parameter zone: the user's, for a request that names none.
    /// - Throws: every mistake at once, with its pointer.
    static func draft(
        _ body: JSONValue, zone userZone: Zone, zones: ZoneDatabase
    ) throws(JSONMistakes) -> (draft: RecurringTaskDraft, zone: Zone) {
        var fields = JSONFields(body)
        let title = fields.required("title", TaskPayloads.title)
        let description = fields.optional("description", TaskPayloads.description)
        let priority = fields.optional("priority", TaskPayloads.priority)
        let tags = fields.optional("tags", TaskPayloads.tags)
        let reminders = fields.optionalArray("reminders", limit: 100, reminder)
        let catchUp = fields.optional("catch_up_policy", catchUpPolicy)
        let generation = fields.optional("generation", generation)
        let ahead = fields.optional("create_ahead") { try CreateAhead.parse(try $0.asString()) }
        let zone = fields.optional("timezone") { value in
            guard let zone = zones.zone(try value.asString()) else {
                throw JSONMistake(code: "unknown-timezone", "must be the name of a zone, as in Europe/Berlin")
            }
            return zone
        }
        let rule = rule(&fields, in: zone ?? userZone)
        let (checkedTitle, checkedRule) = try fields.finish(title, rule)
        let draft = RecurringTaskDraft(
            title: checkedTitle, description: description ?? nil, priority: priority ?? .standard, tags: tags ?? [],
            reminders: reminders ?? [], rule: checkedRule, generation: generation ?? .onSchedule,
            catchUpPolicy: catchUp ?? .all,
            createAhead: ahead ?? .dayStart)
        return (draft, zone ?? userZone)
    }

    /// `POST /api/recurring-tasks/{id}/resume`, whose body may be absent.
    static func catchUp(_ body: JSONValue?) throws(JSONMistakes) -> CatchUpPolicy {
        guard let body else { return .none }
        var fields = JSONFields(body)
        let policy = fields.optional("catch_up", catchUpPolicy)
        try fields.finish()
        return policy ?? .none
    }

    // MARK: Members

    /// The members that make the rule, which only together can be right.
    private static func rule(_ fields: inout JSONFields, in zone: Zone) -> RecurrenceRule? {
        let type = fields.string("recurrence_type")
        let interval = fields.optional("recurrence_interval") { try $0.asInt() }
        let weekdays = fields.optionalArray("by_weekday", limit: 7) { try $0.asString() }
        let weekStart = fields.optional("week_start") { try $0.asString() }
        let monthDay = fields.optional("by_month_day") { try $0.asInt() }
        let policy = fields.optional("month_end_policy") { try $0.asString() }
        let start = fields.string("start_date")
        let end = fields.optional("end_date") { try $0.asString() }
        let count = fields.optional("max_count") { try $0.asInt() }
        guard fields.isValid, let type, let start else { return nil }
        let rule = RecurrenceFields(
            type: type, interval: interval ?? 1, weekdays: weekdays, weekStart: weekStart, monthDay: monthDay,
            monthEndPolicy: policy, start: start, end: end, maxCount: count)
        do throws(JSONMistakes) {
            return try rule.rule(in: zone)
        } catch {
            for mistake in error.items { fields.fail(mistake) }
            return nil
        }
    }

    /// An ISO 8601 offset to the due date of each task, or a relative reminder as tasks have them.
    private static func reminder(_ value: JSONValue) throws -> CivilDuration {
        let draft =
            if case .string(let text) = value { try ReminderDraft.relative(text) } else {
                try TaskPayloads.reminder(value)
            }
        guard case .relative(let offset) = draft.trigger else {
            throw JSONMistake("/kind", code: "not-applicable", "the reminders of a series are relative")
        }
        return offset
    }

    private static func generation(_ value: JSONValue) throws -> RecurringTask.Generation {
        guard let generation = RecurringTask.Generation(rawValue: try value.asString()) else {
            throw JSONMistake(code: "unknown-generation", "must be \"on_schedule\" or \"on_completion\"")
        }
        return generation
    }

    private static func catchUpPolicy(_ value: JSONValue) throws -> CatchUpPolicy {
        guard let policy = CatchUpPolicy(rawValue: try value.asString()) else {
            throw JSONMistake(code: "unknown-catch-up-policy", "must be \"all\", \"latest\" or \"none\"")
        }
        return policy
    }
}
