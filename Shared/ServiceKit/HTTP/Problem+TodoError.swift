public import HTTP
public import JSON
public import TodoCore

extension TodoError {
    /// The answer a client gets; the only translation of domain errors. No default: a new case is decided here.
    public var problem: Problem {
        switch self {
        case .taskNotFound(let id): .missing("task", "\(id)")
        case .recurringTaskNotFound(let id): .missing("recurring-task", "\(id)")
        case .reminderNotFound(let id): .missing("reminder", "\(id)")
        case .notificationNotFound(let id): .missing("notification", "\(id)")
        case .userNotFound(let id): .missing("user", "\(id)")
        case .tagNotFound(let id): .missing("tag", "\(id)")
        case .invalid(let mistakes): .invalid(mistakes)
        case .invalidParameter(let name, let detail, let position):
            Problem(
                .badRequest, "invalid-parameter", "\(name) \(detail).",
                members: position.map { [("position", .number(JSONNumber($0)))] } ?? [])
        case .invalidTransition(let from, let to):
            Problem(
                .conflict, "invalid-transition", "A task that is \(from.rawValue) cannot become \(to.rawValue).")
        case .cannotRecur(let id):
            Problem(.conflict, "cannot-recur", "Task \(id) is done with, or a part of another, and cannot recur.")
        case .versionMismatch(let current):
            Problem(
                .preconditionFailed, "version-mismatch", "It was changed meanwhile; its version is \(current) now.",
                members: [("current_version", .number(JSONNumber(current)))])
        case .concurrentChange:
            Problem(.conflict, "concurrent-change", "It was changed by others at the same moment; try again.")
        case .nothingToUndo:
            Problem(.conflict, "nothing-to-undo", "There is nothing that could be undone.")
        case .changedSince(let id):
            Problem(.conflict, "changed-since", "Task \(id) was changed since; it cannot be undone any more.")
        case .emailTaken: Problem(.conflict, "email-taken", "There is an account with this e-mail address.")
        case .tagExists(let name):
            Problem(.conflict, "tag-exists", "There is another tag named \(name); to make them one, merge them.")
        case .idempotencyKeyReused:
            Problem(
                .unprocessableContent, "idempotency-key-reused", "This Idempotency-Key came with another body before.")
        case .idempotencyKeyInProgress:
            Problem(
                .conflict, "idempotency-key-in-progress", "The first request with this Idempotency-Key still runs.",
                headers: ["Retry-After": "1"])
        case .idempotencyKeyUsed:
            Problem(
                .conflict, "idempotency-key-used",
                "The answer to this Idempotency-Key held a secret, was given once and was not kept.")
        case .invalidCredentials:
            // No 401 without a challenge (RFC 9110, 15.5.2).
            Problem(
                .unauthorized, "invalid-credentials", "E-mail address and password do not belong together.",
                headers: ["WWW-Authenticate": "Bearer"])
        case .invalidToken: .invalidToken
        case .missingScope(let scope): .missingScope(scope)
        case .outcomeUnknown:
            .unavailable("outcome-unknown", "It may or may not have been carried out; look, or try again.")
        case .unavailable: .unavailable()
        }
    }
}

extension Problem {
    /// 401: no token, or none that is valid.
    public static let invalidToken = Problem(
        .unauthorized, "invalid-token", "A valid access token is needed: Authorization: Bearer …",
        headers: ["WWW-Authenticate": "Bearer"])

    /// 403: the token lacks a right.
    public static func missingScope(_ scope: String) -> Problem {
        Problem(
            .forbidden, "missing-scope", "The token lacks the scope \(scope).",
            headers: ["WWW-Authenticate": "Bearer error=\"insufficient_scope\", scope=\"\(scope)\""])
    }

    /// 422: the body's JSON is fine and what it says is not.
    public static func invalid(_ mistakes: [JSONMistake]) -> Problem {
        Problem(
            .unprocessableContent, "invalid", "The request does not follow the rules; see errors.",
            errors: mistakes.map { Mistake(pointer: $0.pointer, code: $0.code, detail: $0.detail) })
    }

    /// 503: something we need is away; the client may come back in a second.
    public static func unavailable(
        _ code: String = "unavailable", _ detail: String = "Something we depend on is away; try again.",
        retryAfter seconds: Int = 1
    ) -> Problem {
        Problem(.serviceUnavailable, code, detail, headers: ["Retry-After": "\(seconds)"])
    }

    /// 404 of one thing: unknown, or somebody else's.
    fileprivate static func missing(_ noun: String, _ id: String) -> Problem {
        Problem(.notFound, "\(noun)-not-found", "There is no \(noun.replacing("-", with: " ")) \(id).")
    }
}
