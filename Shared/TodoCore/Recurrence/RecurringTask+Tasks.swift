public import FoundationEssentials

extension RecurringTask {
    /// The task of one occurrence with the events to write beside it.
    ///
    /// Its due date is the occurrence, its reminders are copies of the series' ones. The ledger decides whether it is
    /// the only one: the caller writes its row first and drops all of this where the row was there already.
    public func makeTask(
        for moment: RecurrenceRule.Moment, at now: Date, rules: TaskRules, source: TodoTask.Source = .cron
    ) -> (task: TodoTask, created: TaskEvent, due: RecurringTaskEvent) {
        let dueDate: Due =
            isAllDay ? .on(moment.wall.date, in: rules.zones.zone(timezone) ?? .utc) : .at(moment.instant)
        let draft = TaskDraft(
            title: title, description: description, priority: priority, due: dueDate, tags: tags,
            reminders: reminders.map { ReminderDraft(.relative($0)) },
            recurrence: TaskRecurrence(RecurrencePattern(rule), timezone: timezone))
        let (task, created) = TodoTask.create(
            draft, id: rules.ids.next(at: now), userID: userID, at: now, rules: rules, source: source,
            recurringTaskID: id, occurrenceAt: moment.instant)
        let caughtUp = now.timeIntervalSince(moment.instant) > Self.lateness
        let due = RecurringTaskEvent(
            .due(occurrenceAt: moment.instant, taskID: task.id, caughtUp: caughtUp), self)
        return (task, created, due)
    }
}
