public import JSON

extension TodoTask {
    /// Refuses a recurrence that could not go on.
    func checkRecurrence(from old: TodoTask) throws(TodoError) {
        guard isRecurring else { return }
        let becomesPart = parentID != nil && (parentID != old.parentID || !old.isRecurring)
        let beginsTooLate = recurrencePattern != old.recurrencePattern && !isOpen
        guard !becomesPart, !beginsTooLate else { throw .cannotRecur(id) }
    }

    /// The mistakes of a new task that is to come again.
    public static func recurrenceMistakes(of draft: TaskDraft) -> [FieldMistake] {
        guard draft.recurrence != nil else { return [] }
        return (draft.parentID == nil ? [] : [partOfAnother]) + (draft.status.isOpen ? [] : [notOpen])
    }

    private static let partOfAnother = FieldMistake(
        "/is_recurring", code: "not-applicable", "a part of another task does not recur")
    private static let notOpen = FieldMistake(
        "/is_recurring", code: "not-applicable", "a task that is done with does not recur")
}
