internal import Reactor

/// One line of the contract that a sidecar keeps or does not.
struct Statement: Sendable {
    typealias Check = @LoopActor @Sendable (Bench) async throws -> Void

    /// Its number in the contract.
    let number: Int
    /// What it says: "S:" asks the sidecar, "A:" watches what the sidecar does to the application.
    let text: String
    /// Without these it is not applicable.
    let needs: [Need]
    /// Returns when it holds; throws a ``Mismatch`` with what was seen, or ``NotApplicable``.
    let check: Check

    init(_ number: Int, _ text: String, needs: [Need] = [], check: @escaping Check) {
        (self.number, self.text, self.needs, self.check) = (number, text, needs, check)
    }
}
