public import HTTP

/// An error from below that knows which answer it means.
///
/// ServiceKit does not know PostgreSQL or Dapr; a service lets their errors conform where it is composed.
public protocol ProblemConvertible: Error {
    /// What a client may be told: nothing of the inside.
    var problem: Problem { get }
}
