import JSON
import TodoCore

/// `is_recurring` and `recurrence_pattern`, which stand together.
extension TaskPayloads {
    /// How a new task comes again; nil when it does not.
    static func recurrence(_ fields: inout JSONFields) -> RecurrencePattern? {
        pattern(&fields, isRecurring: fields.optional("is_recurring") { try $0.asBool() }) ?? nil
    }

    /// What a patch says of it.
    static func recurrence(_ fields: inout JSONFields, _ zone: Zone, _ patch: inout TaskPatch) {
        let isRecurring = fields.has("is_recurring") ? fields.required("is_recurring") { try $0.asBool() } : nil
        guard let pattern = pattern(&fields, isRecurring: isRecurring) else { return }
        patch.recurrencePattern = .set(pattern)
        patch.recurrenceTimezone = zone.name
    }

    /// nil when the request says nothing of it, `.some(nil)` when the task is not to recur.
    private static func pattern(_ fields: inout JSONFields, isRecurring: Bool?) -> RecurrencePattern?? {
        let isGiven = fields.has("recurrence_pattern")
        let pattern = fields.nullable("recurrence_pattern") { try RecurrencePattern.parse(try $0.asString()) }
        switch (isRecurring, pattern) {
        case (true, .some(.some(let pattern))): return pattern
        case (true, _):
            // Not where it is there and wrong, which is said already.
            if !isGiven || pattern != nil {
                fields.fail("recurrence_pattern", code: "required", "is required for a task that recurs")
            }
        case (false, .some(.some)): fields.fail("recurrence_pattern", code: "conflict", "contradicts is_recurring")
        case (nil, .some(.some)): fields.fail("is_recurring", code: "required", "is required beside recurrence_pattern")
        case (nil, nil): return nil
        default: return .some(nil)
        }
        return nil
    }
}
