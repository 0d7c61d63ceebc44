public import HTTP
internal import JSON
public import Observability
internal import Reactor
internal import TodoCore

extension Router where Context == AppContext {
    /// A router whose requests are logged and counted, and which answers whatever handlers throw with
    /// `application/problem+json` in the client's language and the request's id.
    public convenience init(_ logger: Logger, _ metrics: Metrics) {
        self.init()
        intercept(RequestLog(logger, metrics))
        onError { error, request, context in
            Problem.of(error, context.logger).localized(for: request.headers).response(requestID: context.requestID)
        }
    }
}

extension Problem {
    /// The problem of an error; logs what the client is not told.
    ///
    /// - a ``TodoError`` as `Problem+TodoError` says, JSON that cannot be read 400 `invalid-json`, JSON that says
    ///   something wrong 422 `invalid` with a pointer to each mistake;
    /// - a ``ProblemConvertible`` as it wants; its details go to the log, at warning;
    /// - anything else 500 `internal-error`, and the error to the log.
    static func of(_ error: any Error, _ logger: Logger) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as TodoError: return error.problem
        case let error as JSONSyntaxError: return invalidJSON(error)
        case let error as JSONMistakes: return .invalid(error.items)
        case let error as JSONMistake: return .invalid([error])
        case let error as any ProblemConvertible:
            let problem = error.problem
            if problem.status.code >= 500 {
                logger.warning("Request failed on a dependency", ["error": LogValue("\(String(reflecting: error))")])
            }
            return problem
        case is DeadlineExceeded:
            logger.warning("Request took too long")
            return .unavailable("timeout", "It took too long; try again.")
        case is CancellationError: return .unavailable("cancelled", "The request was called off.")
        default:
            logger.error(
                "Request failed",
                ["error": LogValue("\(String(reflecting: error))"), "type": LogValue("\(Swift.type(of: error))")])
            return .internalError
        }
    }

    private static func invalidJSON(_ error: JSONSyntaxError) -> Problem {
        let mistake = Problem.Mistake(
            pointer: error.pointer, code: error.kind.rawValue, detail: error.description)
        guard error.kind != .size else {
            return Problem(.contentTooLarge, "body-too-large", error.description, errors: [mistake])
        }
        let code = error.kind == .utf8 ? "invalid-utf8" : "invalid-json"
        return Problem(.badRequest, code, error.description, errors: [mistake])
    }
}
