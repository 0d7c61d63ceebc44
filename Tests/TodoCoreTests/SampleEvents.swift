import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

/// One event of each type that the product writes.
enum SampleEvents {
    static let now = Fixture.date("2027-06-01T13:00:00.000001Z")

    static func context(_ eventID: EventID = .sample, traceparent: String? = nil) -> EventContext {
        EventContext(
            eventID: eventID, now: now, actor: .user(.sample), source: "api-gateway", correlationID: "request-1",
            causationID: .sample, traceparent: traceparent)
    }

    static func task() throws -> TodoTask {
        TodoTask.sample(
            TaskDraft(
                title: "Pay \"rent\" \u{1F3E0}", description: "line\nline", priority: .critical,
                due: .at(Fixture.date("2027-06-10T12:00:00Z")), tags: ["home", "کام"],
                reminders: [try .relative("-PT1H"), ReminderDraft(.absolute(Fixture.date("2027-06-05T12:00:00Z")))]))
    }

    static func series() throws -> RecurringTask {
        let rule = try RecurrenceFields(
            type: "weekly", weekdays: ["MO", "FR"], start: "2027-06-01T09:00:00", end: "2028-06-01"
        ).rule(in: .utc)
        return RecurringTask.create(
            RecurringTaskDraft(title: "Water", tags: ["home"], reminders: [try .parse("-PT1H")], rule: rule),
            id: .sample, userID: .sample, at: now, in: .utc
        ).series
    }

    static func all() throws -> [OutboxEvent] {
        let context = context()
        return try tasks().map { $0.outboxEvent(context) } + recurring().map { $0.outboxEvent(context) }
            + reminders().map { $0.outboxEvent(context) } + notifications().map { $0.outboxEvent(context) } + [
                .heartbeat(shard: 15, key: EventID.sample.rawValue, context),
                .parked(
                    consumer: "notification-service", topic: "task-events", reason: "undecodable", attempts: 6,
                    original: [0x7B, 0xFF, 0x00, 0x7D], key: nil, context),
            ]
    }

    static func tasks() throws -> [TaskEvent] {
        var events: [TaskEvent?] = []
        var task = try task()
        events.append(TaskEvent(.created, task))
        var patch = TaskPatch()
        patch.title = .set("Pay the rent")
        patch.description = .set(nil)
        patch.priority = .set(.low)
        patch.tags = .set([])
        patch.due = .set(try .parse("2027-06-11", in: Fixture.zone("Asia/Karachi")))
        events.append(try task.update(patch, at: now, rules: .sample))
        events += try [
            task.complete(at: now), task.uncomplete(at: now, rules: .sample), task.cancel(at: now),
            task.reopen(at: now, rules: .sample), task.delete(at: now), task.restore(at: now, rules: .sample),
        ]
        events.append(task.purge(at: now))
        events += [TaskEvent(.dueSoon(hoursUntilDue: 23), task), TaskEvent(.due, task), TaskEvent(.overdue, task)]
        let moment = try series().rule.first(in: .utc)
        events.append(try moment.map { try series().makeTask(for: $0, at: now, rules: .sample).created })
        return events.compactMap(\.self)
    }

    static func recurring() throws -> [RecurringTaskEvent] {
        let series = try series()
        return [
            .created, .updated, .deleted, .paused, .resumed, .exhausted,
            .due(occurrenceAt: now, taskID: .sample, caughtUp: true), .missed(count: 3, first: now, last: now),
        ].map { RecurringTaskEvent($0, series) }
    }

    static func reminders() throws -> [ReminderEvent] {
        let task = try task()
        return [.scheduled, .cancelled, .snoozed, .due(channels: [.email])].flatMap { fact in
            task.reminders.map { ReminderEvent(fact, $0, of: task) }
        }
    }

    static func notifications() throws -> [NotificationEvent] {
        let delivery = Delivery(
            id: .sample, notificationID: .sample, userID: .sample, channel: .email, attempts: 2, nextAttemptAt: now)
        return [
            NotificationEvent(.sent, delivery, kind: .due, taskID: .sample),
            NotificationEvent(.failed(error: "550 no such user"), delivery, kind: .security, taskID: nil),
        ]
    }
}
