/// Why a text is no filter, and where.
public struct TaskFilterMistake: Error, Sendable, Equatable {
    /// The Unicode scalar the mistake begins at, counted from 1; one behind the last when something is missing.
    public let position: Int
    /// What is wrong, to be read behind the position: `expected a value, found "and"`.
    public let detail: String

    public init(at position: Int, _ detail: String) {
        self.position = position
        self.detail = detail
    }
}
