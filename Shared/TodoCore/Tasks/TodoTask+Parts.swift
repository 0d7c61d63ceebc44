extension TodoTask {
    /// How many parts a task may have.
    public static let maxParts = 100

    /// What is there around a task that is to become a part of another.
    public struct Family: Sendable {
        /// The task it is to be a part of, if it is there.
        public let parent: TodoTask?
        /// How many parts that has already.
        public let siblings: Int
        /// How many parts the task has itself.
        public let parts: Int

        /// What was read of both, with the rows of both locked.
        public init(parent: TodoTask?, siblings: Int, parts: Int) {
            self.parent = parent
            self.siblings = siblings
            self.parts = parts
        }

        /// Refuses what would be no single level of parts: a parent that is not there, a part of a part, a circle.
        ///
        /// - Throws: a mistake at `/parent_id` with code `unknown-task`, `cycle` or `limit-exceeded`.
        public func check(_ id: TodoTask.ID) throws(TodoError) {
            guard let parent, parent.deletedAt == nil else {
                throw Self.mistake("unknown-task", "must be the id of a task")
            }
            guard parent.id != id, parent.parentID != id else {
                throw Self.mistake("cycle", "must not make a task a part of itself")
            }
            guard parent.parentID == nil, parts == 0 else {
                throw Self.mistake("limit-exceeded", "a part of a task has no parts of its own")
            }
            guard siblings < TodoTask.maxParts else {
                throw Self.mistake("limit-exceeded", "a task has at most \(TodoTask.maxParts) parts")
            }
        }

        private static func mistake(_ code: String, _ detail: String) -> TodoError {
            .invalid(FieldMistake(pointer: "/parent_id", code: code, detail: detail))
        }
    }

    /// What a copy of the task is made of: all that the user wrote, to be done anew, and not of its series.
    public var copy: TaskDraft {
        TaskDraft(
            title: title, description: description, priority: priority, due: due, tags: tags,
            reminders: reminders.map { ReminderDraft($0.trigger) }, parentID: parentID, position: position)
    }
}
