import FoundationEssentials
public import JSON

extension TodoTask {
    /// Writes the task as the API and the events show it.
    ///
    /// - Parameters:
    ///   - moment: with one, what is computed of the due date is among the members; events leave it out.
    ///   - nextTaskKept: the task that this one's completion made, where the completion is taken back and that one stays.
    public func write(to json: inout JSONWriter, at moment: DueMoment? = nil, nextTaskKept: ID? = nil) {
        json.beginObject()
        json.member("id", id)
        json.member("title", title)
        json.member("description", description)
        json.member("status", status.rawValue)
        json.member("completed", isCompleted)
        json.member("completed_at", completedAt)
        json.member("priority", priority.rawValue)
        json.member("priority_name", priority.name)
        json.key("due_date")
        writeDue(to: &json)
        if let timezone = due?.allDay?.timezone { json.member("due_timezone", timezone) }
        if let moment {
            json.member("due_state", dueState(at: moment).rawValue)
            json.member("due_today", isDueToday(at: moment))
        }
        json.member("tags", tags)
        json.array("reminders") { json in
            for reminder in reminders { reminder.write(to: &json) }
        }
        json.member("recurring_task_id", recurringTaskID)
        json.member("occurrence_at", occurrenceAt)
        json.member("is_recurring", isRecurring)
        json.member("recurrence_pattern", recurrencePattern?.description)
        json.member("parent_id", parentID)
        json.key("position")
        json.position(position)
        json.member("version", version)
        json.member("created_at", createdAt)
        json.member("updated_at", updatedAt)
        if let deletedAt { json.member("deleted_at", deletedAt) }
        if let nextTaskKept { json.member("next_task_kept", nextTaskKept) }
        json.endObject()
    }

    func writeDue(to json: inout JSONWriter) {
        switch due {
        case nil: json.null()
        case let due?: if let day = due.allDay { json.string(day.on.description) } else { json.date(due.instant) }
        }
    }

    /// The task of an event's `task_data`. Members it does not know are passed over; a newer minor version may have them.
    ///
    /// - Parameter source: what made it, which the snapshot does not say.
    init(
        snapshot: JSONValue, userID: UserID, source: Source = .api, zones: ZoneDatabase
    ) throws(JSONMistake) {
        let fields = SnapshotFields(snapshot)
        let createdAt = try fields.required("created_at") { value throws(JSONMistake) in try value.asDate() }
        self.init(
            id: try fields.required("id") { value throws(JSONMistake) in try value.asIdentifier() },
            userID: userID,
            title: try fields.required("title") { value throws(JSONMistake) in try value.asString() },
            description: try fields.optional("description") { value throws(JSONMistake) in try value.asString() },
            status: try fields.required("status") { value throws(JSONMistake) in try value.asCase() },
            completedAt: try fields.optional("completed_at") { value throws(JSONMistake) in try value.asDate() },
            priority: try fields.optional("priority") { value throws(JSONMistake) in try value.asPriority() }
                ?? .standard,
            due: try Self.due(fields, zones),
            tags: try fields.list("tags") { value throws(JSONMistake) in try value.asString() },
            reminders: try fields.list("reminders") { value throws(JSONMistake) in
                try Reminder(snapshot: value, createdAt: createdAt)
            },
            recurringTaskID: try fields.optional("recurring_task_id") { value throws(JSONMistake) in
                try value.asIdentifier()
            },
            occurrenceAt: try fields.optional("occurrence_at") { value throws(JSONMistake) in try value.asDate() },
            recurrencePattern: try fields.optional("recurrence_pattern") { value throws(JSONMistake) in
                try value.asString()
            }.flatMap { RecurrencePattern($0) },
            parentID: try fields.optional("parent_id") { value throws(JSONMistake) in try value.asIdentifier() },
            position: try fields.optional("position") { value throws(JSONMistake) in try value.asDouble() } ?? 0,
            source: source,
            version: try fields.required("version") { value throws(JSONMistake) in try value.asInt() },
            createdAt: createdAt,
            updatedAt: try fields.required("updated_at") { value throws(JSONMistake) in try value.asDate() },
            deletedAt: try fields.optional("deleted_at") { value throws(JSONMistake) in try value.asDate() })
    }

    private static func due(_ fields: SnapshotFields, _ zones: ZoneDatabase) throws(JSONMistake) -> Due? {
        let timezone = try fields.optional("due_timezone") { value throws(JSONMistake) in try value.asString() }
        return try fields.optional("due_date") { value throws(JSONMistake) in
            try Due.parse(try value.asString(), in: timezone.flatMap(zones.zone) ?? .utc)
        }
    }
}

extension Reminder {
    /// Writes the reminder as the API and the events show it.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("kind", kind)
        json.member("offset", offset)
        json.member("remind_at", remindAt)
        json.member("status", status.rawValue)
        json.endObject()
    }

    fileprivate init(snapshot: JSONValue, createdAt: Date) throws(JSONMistake) {
        let fields = SnapshotFields(snapshot)
        let remindAt = try fields.optional("remind_at") { value throws(JSONMistake) in try value.asDate() }
        let offset = try fields.optional("offset") { value throws(JSONMistake) in try value.asDuration() }
        guard let trigger: Trigger = offset.map({ .relative($0) }) ?? remindAt.map({ .absolute($0) }) else {
            throw JSONMistake("/remind_at", code: "required", "is required")
        }
        self.init(
            id: try fields.required("id") { value throws(JSONMistake) in try value.asIdentifier() },
            trigger: trigger, remindAt: remindAt,
            status: try fields.required("status") { value throws(JSONMistake) in try value.asCase() },
            createdAt: createdAt, updatedAt: createdAt)
    }
}

extension JSONWriter {
    /// A place among others; nearly all are whole numbers, and look like them.
    public mutating func position(_ position: Double) {
        if let whole = Int(exactly: position) { int(whole) } else { double(position) }
    }
}
