public import FoundationEssentials

extension TodoTask {
    /// A new task and the event of its creation, version 1.
    ///
    /// Times are cut to microseconds, so that the task reads the same after a journey through the database.
    public static func create(
        _ draft: TaskDraft, id: ID, userID: UserID, at now: Date, rules: TaskRules, source: Source = .api,
        recurringTaskID: RecurringTask.ID? = nil, occurrenceAt: Date? = nil
    ) -> (task: TodoTask, event: TaskEvent) {
        let now = now.inMicroseconds
        // What comes again begins somewhere: on the day it is written down, unless it says otherwise.
        let due =
            draft.due
            ?? draft.recurrence.map { recurrence in
                let zone = rules.zones.zone(recurrence.timezone) ?? rules.zone
                return .on(zone.civil(now).date, in: zone)
            }
        var task = TodoTask(
            id: id, userID: userID, title: draft.title, description: draft.description, status: draft.status,
            completedAt: draft.status == .completed ? now : nil, priority: draft.priority, due: due,
            tags: draft.tags, recurringTaskID: recurringTaskID, occurrenceAt: occurrenceAt,
            recurrencePattern: draft.recurrence?.pattern, parentID: draft.parentID, position: draft.position,
            source: source, createdAt: now, updatedAt: now)
        task.setReminders(draft.reminders, at: now, rules: rules)
        task.armNotices(at: now, rules: rules)
        return (task, TaskEvent(.created, task))
    }

    /// Makes the reminders those of the drafts: one whose trigger is there already keeps its identity and state.
    mutating func setReminders(_ drafts: [ReminderDraft], at now: Date, rules: TaskRules) {
        guard !(drafts.isEmpty && reminders.isEmpty) else { return }
        let (schedule, dueZone) = (rules.schedule, rules.zone(of: due))
        reminders = drafts.map { draft in
            if let same = reminders.first(where: { $0.trigger == draft.trigger }) { return same }
            let new = Reminder(
                id: rules.ids.next(at: now), trigger: draft.trigger, remindAt: nil, status: .dormant, version: 0,
                createdAt: now, updatedAt: now)
            var armed = schedule.armed(new, due: due, dueZone: dueZone, at: now)
            if !isOpen { armed = ReminderSchedule.disarmed(armed, at: now) }
            armed.version = 1
            return armed
        }
    }

    /// Sets when the first notice of the present due date is to be made, and forgets what was sent for another one.
    mutating func armNotices(at now: Date, rules: TaskRules) {
        notified = false
        nextNoticeAt =
            isOpen ? due?.firstNotice(at: now, preferences: rules.notices, zones: rules.zones) : nil
    }

    /// Brings reminders and notices in line with the present due date.
    mutating func rearm(at now: Date, rules: TaskRules) {
        let (schedule, dueZone) = (rules.schedule, rules.zone(of: due))
        reminders = reminders.map { schedule.armed($0, due: due, dueZone: dueZone, at: now) }
        armNotices(at: now, rules: rules)
    }

    /// Cancels what would still speak of a task that is done with.
    mutating func disarm(at now: Date) {
        reminders = reminders.map { ReminderSchedule.disarmed($0, at: now) }
        nextNoticeAt = nil
    }
}
