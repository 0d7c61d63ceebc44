public import HTTP
public import Postgres
public import ServiceKit

extension PostgresError: ProblemConvertible {
    /// What a client may know: come back later, ask again with the same key, or a rule of ours let something through.
    public var problem: Problem {
        switch kind {
        case .outcomeUnknown:
            .unavailable("outcome-unknown", "It may or may not have been carried out; look, or try again.")
        case .connectionLost, .timeout, .busy, .unavailable, .serialization, .cancelled: .unavailable()
        case .invalidText, .invalidDate, .checkViolation: .invalid([])
        case .uniqueViolation, .foreignKey: Problem(.conflict, "conflict", "It contradicts what is there already.")
        case .server(let state):
            // Class 22: data that a rule of ours should have refused.
            state.hasPrefix("22") ? .invalid([]) : .internalError
        }
    }
}
