public import JSON

extension RecurringTask {
    /// Writes the series as the API and the events show it.
    public func write(to json: inout JSONWriter) {
        json.object { json in writeMembers(to: &json) }
    }

    /// Writes the members alone, for an answer that has more of them (`first_task_id`).
    public func writeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("title", title)
        json.member("description", description)
        json.member("priority", priority.rawValue)
        json.member("priority_name", priority.name)
        json.member("tags", tags)
        json.array("reminders") { json in
            for offset in reminders {
                json.object { json in
                    json.member("kind", "relative")
                    json.member("offset", offset.description)
                }
            }
        }
        rule.writeMembers(to: &json)
        json.member("timezone", timezone)
        json.member("all_day", isAllDay)
        json.member("generation", generation.rawValue)
        json.member("catch_up_policy", catchUpPolicy.rawValue)
        json.member("create_ahead", createAhead.description)
        json.member("status", status.rawValue)
        json.member("is_active", isActive)
        json.member("paused_at", pausedAt)
        json.member("next_due_at", nextDueAt)
        json.member("last_created_at", lastCreatedAt)
        json.member("occurrence_count", occurrenceCount)
        json.member("version", version)
        json.member("created_at", createdAt)
        json.member("updated_at", updatedAt)
    }
}

extension RecurrenceRule {
    /// Writes the members of the rule: `recurrence_type` to `max_count`.
    public func writeMembers(to json: inout JSONWriter) {
        json.member("recurrence_type", frequency.name)
        json.member("recurrence_interval", interval)
        if case .weekly(let weekdays, let weekStart) = frequency {
            json.member("by_weekday", weekdays.sorted().map(\.abbreviation))
            json.member("week_start", weekStart.abbreviation)
        }
        if case .monthly(let day?) = frequency { json.member("by_month_day", day) }
        json.member("month_end_policy", monthEndPolicy.rawValue)
        // What the wall shows; `timezone` says where the wall stands.
        json.member("start_date", start.description)
        switch end {
        case .never: json.member("end_date", String?.none)
        case .at(let instant): json.member("end_date", instant)
        case .on(let date): json.member("end_date", date.description)
        }
        json.member("max_count", maxCount)
    }
}
