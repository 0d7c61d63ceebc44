internal import FoundationEssentials
internal import Postgres
internal import TodoCore

extension TaskWriter {
    static func insertion(
        of task: TodoTask, _ events: [OutboxEvent], _ log: [EventLogEntry], _ key: IdempotencyRecord?
    ) -> GuardedWrite {
        var write = GuardedWrite(key: key, row: { insert(task, when: $0) }, events: events, log: log)
        if !task.tags.isEmpty { write.parts.append(linkTags(of: task)) }
        if !task.reminders.isEmpty { write.parts.append(putReminders(task.reminders, of: task)) }
        return write
    }

    static func change(
        of task: TodoTask, from old: TodoTask, _ events: [OutboxEvent], _ log: [EventLogEntry],
        _ key: IdempotencyRecord?
    ) -> GuardedWrite {
        var write = GuardedWrite(
            guardRow: """
                SELECT id FROM tasks
                 WHERE id = \(task.id) AND \(SQL.isOwn("user_id", task.userID)) AND version = \(old.version) FOR UPDATE
                """,
            key: key, row: { update(task, from: old.version, when: $0) }, events: events, log: log)
        if task.tags != old.tags {
            if !old.tags.isEmpty { write.parts.append(unlinkTags(otherThan: task)) }
            if !task.tags.isEmpty { write.parts.append(linkTags(of: task)) }
        }
        let changed = task.reminders.filter { !old.reminders.contains($0) }
        if !changed.isEmpty { write.parts.append(putReminders(changed, of: task)) }
        let kept = Set(task.reminders.map(\.id))
        let removed = old.reminders.map(\.id).filter { !kept.contains($0) }
        if !removed.isEmpty {
            write.parts.append("DELETE FROM task_reminders r USING t WHERE r.task_id = t.id AND r.id = ANY(\(removed))")
        }
        return write
    }

    static func removal(
        of task: TodoTask, _ events: [OutboxEvent], _ log: [EventLogEntry], _ key: IdempotencyRecord?
    ) -> GuardedWrite {
        GuardedWrite(
            guardRow: """
                SELECT id FROM tasks
                 WHERE id = \(task.id) AND \(SQL.isOwn("user_id", task.userID)) AND version = \(task.version) FOR UPDATE
                """,
            key: key,
            row: { condition in
                let filter: SQL = condition.isEmpty ? .empty : "AND \(condition)"
                return """
                    DELETE FROM tasks
                     WHERE id = \(task.id) AND \(SQL.isOwn("user_id", task.userID)) AND version = \(task.version) \(filter)
                    RETURNING id
                    """
            }, events: events, log: log)
    }

    // MARK: The row

    private static func insert(_ task: TodoTask, when condition: SQL) -> SQL {
        let filter: SQL = condition.isEmpty ? .empty : "WHERE \(condition)"
        return """
            INSERT INTO tasks
                (id, user_id, title, description, status, completed_at, priority_id, due_date, due_is_all_day, due_on,
                 due_timezone, next_notice_at, recurring_task_id, occurrence_at, is_recurring, recurrence_pattern,
                 parent_id, position, source, has_tags, has_reminders, version, created_at, updated_at)
            SELECT \(task.id), \(task.userID), \(task.title)::varchar, \(task.description)::text, \(task.status)::text,
                   \(task.completedAt), \(task.priority), \(task.due?.instant), \(task.due?.allDay != nil),
                   \(task.due?.allDay?.on.description)::date, \(task.due?.allDay?.timezone)::text,
                   \(task.nextNoticeAt), \(task.recurringTaskID), \(task.occurrenceAt),
                   \(task.isRecurring), \(task.recurrencePattern?.description)::text, \(task.parentID),
                   \(task.position), \(task.source)::text,
                   \(!task.tags.isEmpty), \(!task.reminders.isEmpty), \(task.version), \(task.createdAt),
                   \(task.updatedAt)
            \(filter)
            ON CONFLICT DO NOTHING RETURNING id
            """
    }

    private static func update(_ task: TodoTask, from version: Int, when condition: SQL) -> SQL {
        let filter: SQL = condition.isEmpty ? .empty : "AND \(condition)"
        return """
            UPDATE tasks
               SET title = \(task.title), description = \(task.description), status = \(task.status),
                   completed_at = \(task.completedAt), priority_id = \(task.priority),
                   due_date = \(task.due?.instant), due_is_all_day = \(task.due?.allDay != nil),
                   due_on = \(task.due?.allDay?.on.description)::date, due_timezone = \(task.due?.allDay?.timezone),
                   notified = \(task.notified), next_notice_at = \(task.nextNoticeAt), detached = \(task.detached),
                   recurring_task_id = \(task.recurringTaskID), occurrence_at = \(task.occurrenceAt),
                   is_recurring = \(task.isRecurring), recurrence_pattern = \(task.recurrencePattern?.description),
                   parent_id = \(task.parentID), position = \(task.position),
                   has_tags = \(!task.tags.isEmpty), has_reminders = \(!task.reminders.isEmpty),
                   version = \(task.version), updated_at = \(task.updatedAt), deleted_at = \(task.deletedAt)
             WHERE id = \(task.id) AND \(SQL.isOwn("user_id", task.userID)) AND version = \(version) \(filter)
            RETURNING id
            """
    }

    // MARK: What hangs on it

    /// Links by name, so that nothing but the user's own tags can be linked. A tag that is being deleted is waited for and
    /// then left out; without its lock, which the foreign key takes anyhow, it would fail the statement.
    private static func linkTags(of task: TodoTask) -> SQL {
        """
        INSERT INTO task_tags (task_id, tag_id)
        SELECT t.id, g.id FROM t, tags g
         WHERE g.user_id = \(task.userID) AND lower(g.name) IN (SELECT lower(n) FROM unnest(\(task.tags)) AS n)
           FOR KEY SHARE OF g
        ON CONFLICT DO NOTHING
        """
    }

    private static func unlinkTags(otherThan task: TodoTask) -> SQL {
        """
        DELETE FROM task_tags x USING t, tags g
         WHERE x.task_id = t.id AND g.id = x.tag_id
           AND lower(g.name) NOT IN (SELECT lower(n) FROM unnest(\(task.tags)) AS n)
        """
    }

    private static func putReminders(_ reminders: [Reminder], of task: TodoTask) -> SQL {
        """
        INSERT INTO task_reminders
            (id, task_id, user_id, kind, offset_iso, remind_at, status, late, snooze_count, sent_for_due, version,
             created_at, updated_at)
        SELECT r.id, t.id, \(task.userID), r.kind, r.offset_iso, r.remind_at, r.status, r.late, r.snooze_count,
               r.sent_for_due, r.version, r.created_at, r.updated_at
          FROM t,
               unnest(\(reminders.map(\.id)), \(reminders.map(\.kind)), \(reminders.map(\.offset)),
                      \(reminders.map(\.remindAt)), \(reminders.map(\.status)), \(reminders.map(\.late)),
                      \(reminders.map(\.snoozeCount)), \(reminders.map(\.sentForDue)), \(reminders.map(\.version)),
                      \(reminders.map(\.createdAt)), \(reminders.map(\.updatedAt)))
               AS r (id, kind, offset_iso, remind_at, status, late, snooze_count, sent_for_due, version, created_at,
                     updated_at)
        ON CONFLICT (id) DO UPDATE
            SET remind_at = excluded.remind_at, status = excluded.status, late = excluded.late,
                snooze_count = excluded.snooze_count, sent_for_due = excluded.sent_for_due, kind = excluded.kind,
                offset_iso = excluded.offset_iso, version = excluded.version, updated_at = excluded.updated_at
            WHERE task_reminders.task_id = excluded.task_id
        """
    }
}
