/// What one Sync covers: which answers are expected in which order, and what becomes of the members.
///
/// Everything between two Syncs is one transaction. A member's rows come before its commit does, so nothing is settled
/// until the answer to the Sync: then all is committed, or, after any error, nothing is.
struct Batch {
    /// One message sequence that the server answers with a result and an end mark.
    enum Step: Equatable {
        /// Drops a prepared statement that has not been used for longest.
        case close(statement: Int)
        case prepare(statement: Int, member: Int)
        case execute(member: Int)
    }

    enum Answer: Equatable {
        case success
        case failure
        /// The server skipped the step after an earlier failure.
        case skipped
        /// No more results for this step.
        case end
        /// The transaction is over.
        case sync
    }

    /// What holds for every member.
    enum Fate: Equatable {
        /// Each has its own result, and what it did is committed.
        case answered
        /// Another one's failure undid it: it has to be tried alone.
        case alone
        /// The connection was lost before the server can have seen the Sync: nothing is committed.
        case notSent
        /// The connection was lost after that: nobody here knows.
        case unknown
    }

    private(set) var steps: [Step] = []
    private(set) var members = 0
    private var position = 0
    private var isSent = false
    private var isFailed = false

    /// Begins anew, empty.
    mutating func reset() {
        steps.removeAll(keepingCapacity: true)
        (members, position, isSent, isFailed) = (0, 0, false, false)
    }

    mutating func addClose(_ statement: Int) { steps.append(.close(statement: statement)) }

    /// Its first use on the connection: the statement is prepared in the same batch, without a round trip.
    mutating func addPrepare(_ statement: Int) { steps.append(.prepare(statement: statement, member: members)) }

    mutating func addMember() {
        steps.append(.execute(member: members))
        members += 1
    }

    /// The last byte of the Sync left this process.
    mutating func sent() { isSent = true }

    /// Which step an answer belongs to; nil for what concerns the commit itself (a deferred constraint fails there).
    mutating func receive(_ answer: Answer) -> Step? {
        let step = position < steps.count ? steps[position] : nil
        switch answer {
        case .success, .skipped, .sync: break
        case .failure: isFailed = true
        case .end: position += 1
        }
        return step
    }

    /// True when the server has to answer a step before it can answer the Sync.
    var isExpectingSteps: Bool { position < steps.count }

    /// After the answer to the Sync.
    var fateAtSync: Fate { isFailed && members > 1 ? .alone : .answered }

    /// After the connection broke without that answer.
    var fateAtLoss: Fate { isSent ? .unknown : .notSent }
}
