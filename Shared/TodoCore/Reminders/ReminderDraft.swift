/// A reminder that a request asks for, checked.
public struct ReminderDraft: Sendable, Hashable {
    /// How many a task may have.
    public static let maxPerTask = 10
    /// No reminder lies further from the due date than this, either way.
    static let longestDays = 366

    /// What its fire time is measured from.
    public let trigger: Reminder.Trigger

    /// A reminder with that trigger, which must have been checked.
    public init(_ trigger: Reminder.Trigger) {
        self.trigger = trigger
    }

    /// A relative reminder of an ISO 8601 text, as in `-PT30M`.
    ///
    /// - Throws: a mistake with code `invalid-duration`.
    public static func relative(_ text: String) throws(FieldMistake) -> ReminderDraft {
        let offset = try CivilDuration.parse(text)
        guard offset.days.magnitude * 86_400 + offset.seconds.magnitude <= longestDays * 86_400 else {
            throw FieldMistake(
                code: "invalid-duration", detail: "must not be further from the due date than \(longestDays) days")
        }
        return ReminderDraft(.relative(offset))
    }

    /// The relative reminder that `reminder_offset` asks for.
    ///
    /// - Throws: a mistake with code `out-of-range`.
    public static func minutesBefore(_ minutes: Int) throws(FieldMistake) -> ReminderDraft {
        guard (0...longestDays * 1440).contains(minutes) else {
            throw FieldMistake(code: "out-of-range", detail: "must be from 0 to \(longestDays * 1440) minutes")
        }
        return ReminderDraft(.relative(CivilDuration(days: 0, seconds: -minutes * 60)))
    }

    /// The drafts, each once, at most ten of them.
    ///
    /// - Throws: a mistake with code `limit-exceeded`.
    public static func checkList(_ drafts: [ReminderDraft]) throws(FieldMistake) -> [ReminderDraft] {
        guard drafts.count <= maxPerTask else {
            throw FieldMistake(code: "limit-exceeded", detail: "must have at most \(maxPerTask) reminders")
        }
        var seen: Set<ReminderDraft> = []
        return drafts.filter { seen.insert($0).inserted }
    }
}
