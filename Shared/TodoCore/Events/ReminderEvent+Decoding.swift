import JSON

extension ReminderEvent {
    /// The event of an envelope; nil for one that is not about a reminder whose time has come.
    ///
    /// It knows the reminder as far as the event tells of it: when it was meant to fire and whether it is late.
    ///
    /// - Throws: a mistake with reason `undecodable`.
    public init?(due event: CloudEvent) throws(CloudEventMistake) {
        guard event.type == .reminderDue else { return nil }
        do throws(JSONMistake) {
            guard let userID = event.userID else { throw JSONMistake("/user_id", code: "required", "is required") }
            let fields = SnapshotFields(event.data)
            let remindAt = try fields.required("remind_at") { value throws(JSONMistake) in try value.asDate() }
            let reminder = Reminder(
                id: try fields.required("reminder_id") { value throws(JSONMistake) in try value.asIdentifier() },
                trigger: .absolute(remindAt), remindAt: remindAt, status: .sent,
                late: try fields.optional("late") { value throws(JSONMistake) in try value.asBool() } ?? false,
                createdAt: remindAt, updatedAt: remindAt)
            let channels = try fields.list("channels") { value throws(JSONMistake) in try value.asString() }
            self.init(
                .due(channels: channels.compactMap(Delivery.Channel.init(rawValue:))), reminder,
                taskID: try fields.required("task_id") { value throws(JSONMistake) in try value.asIdentifier() },
                userID: userID,
                taskTitle: try fields.required("task_title") { value throws(JSONMistake) in try value.asString() },
                dueAt: try fields.optional("due_at") { value throws(JSONMistake) in try value.asDate() })
        } catch {
            throw CloudEventMistake(.undecodable, "\(error.pointer) \(error.detail)", eventID: event.id)
        }
    }
}
