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
    /// Returns when it holds; throws a ``Mismatch`` with what was seen.
    let check: Check

    init(_ number: Int, _ text: String, needs: [Need] = [], check: @escaping Check) {
        (self.number, self.text, self.needs, self.check) = (number, text, needs, check)
    }

    @LoopActor func verdict(_ bench: Bench) async -> Verdict {
        Verdict(number: number, text: text, outcome: await outcome(bench))
    }

    @LoopActor private func outcome(_ bench: Bench) async -> Verdict.Outcome {
        if let why = needs.lazy.compactMap({ $0.missing(in: bench) }).first { return .notApplicable(why) }
        do {
            try await check(bench)
            return .passed
        } catch {
            return .failed("\(error)")
        }
    }
}
