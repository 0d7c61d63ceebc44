/// Everything the product refuses, as one closed list.
///
/// It becomes a problem response in exactly one exhaustive `switch` (ServiceKit's `Problem+TodoError`).
public enum TodoError: Error, Sendable, Equatable {
    // Not there, or not yours: 404.
    case taskNotFound(TodoTask.ID)
    case recurringTaskNotFound(RecurringTask.ID)
    case reminderNotFound(Reminder.ID)
    case notificationNotFound(TodoNotification.ID)
    case tagNotFound(Tag.ID)
    case userNotFound(UserID)

    /// The body breaks field rules; every mistake with its JSON pointer: 422.
    case invalid([FieldMistake])
    /// A query parameter, a header or a cursor breaks its rule: 400. The position is the character of a parameter that is
    /// a text of a language, from 1.
    case invalidParameter(name: String, detail: String, position: Int? = nil)

    /// The task's state does not allow this: 409.
    case invalidTransition(from: TodoTask.Status, to: TodoTask.Status)
    /// The task is done with, or a part of another, and cannot come again: 409.
    case cannotRecur(TodoTask.ID)
    /// If-Match names another version than the current one: 412.
    case versionMismatch(current: Int)
    /// A write kept losing against others, three times: 409.
    case concurrentChange
    /// There is nothing in the last quarter of an hour to take back: 409.
    case nothingToUndo
    /// What is to be taken back was changed again since: 409.
    case changedSince(TodoTask.ID)
    /// The account exists already: 409.
    case emailTaken
    /// The user has another tag of this name: 409.
    case tagExists(name: String)

    /// The same key came with another body: 422.
    case idempotencyKeyReused
    /// The first request with this key still runs: 409 with Retry-After.
    case idempotencyKeyInProgress
    /// The key's answer showed a secret once and was not kept: 409.
    case idempotencyKeyUsed

    /// E-mail and password do not belong together: 401.
    case invalidCredentials
    /// The access or refresh token is missing, unreadable, expired or revoked: 401.
    case invalidToken
    /// The token lacks a right: 403.
    case missingScope(String)

    /// The database answered neither yes nor no in time: 503 with Retry-After.
    case outcomeUnknown
    /// A dependency is away, or a queue is full: 503 with Retry-After.
    case unavailable
}

extension TodoError {
    /// One mistake in one field.
    public static func invalid(_ mistake: FieldMistake) -> TodoError { .invalid([mistake]) }
}
