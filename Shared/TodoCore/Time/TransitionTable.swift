/// The transitions of a zone and the rule after the last one, all in whole seconds since 1970-01-01T00:00:00Z.
struct TransitionTable: Sendable {
    /// Instants at which the clocks change, rising.
    let times: [Int64]
    /// Index in `types` of what the clocks are set to from the same-numbered instant on.
    let typeAfter: [UInt8]
    let types: [Zone.LocalType]
    /// Index in `types` of what the clocks showed before the first transition.
    let typeBefore: Int
    /// What holds from the last transition on; nil keeps its type for ever.
    let rule: PosixRule?

    static func fixed(_ type: Zone.LocalType) -> TransitionTable {
        TransitionTable(times: [], typeAfter: [], types: [type], typeBefore: 0, rule: nil)
    }

    func localType(at seconds: Int64) -> Zone.LocalType {
        let passed = count { times[$0] <= seconds }
        if passed == times.count, let rule { return rule.localType(at: seconds) }
        return type(afterTransitions: passed)
    }

    /// The offset for a wall-clock value (seconds as if it were UTC): before the gap, or the first in an overlap.
    ///
    /// A transition counts as passed once the wall shows at least the later of its two readings: so a value inside a
    /// gap is still before it, and the first pass through an overlap is too.
    func offset(ofWall wall: Int64) -> Int {
        let passed = count { index in
            let readings = (type(afterTransitions: index).offset, type(afterTransitions: index + 1).offset)
            return times[index] + Int64(max(readings.0, readings.1)) <= wall
        }
        if passed == times.count, let rule { return rule.offset(ofWall: wall) }
        return type(afterTransitions: passed).offset
    }

    /// The first change of the clocks after the instant.
    func transition(after seconds: Int64) -> Int64? {
        let passed = count { times[$0] <= seconds }
        return passed < times.count ? times[passed] : rule?.transition(after: seconds)
    }

    /// The last change of the clocks up to the instant.
    func transition(notAfter seconds: Int64) -> Int64? {
        let passed = count { times[$0] <= seconds }
        if passed == times.count, let found = rule?.transition(notAfter: seconds), found > times.last ?? .min {
            return found
        }
        return passed > 0 ? times[passed - 1] : nil
    }

    private func type(afterTransitions passed: Int) -> Zone.LocalType {
        types[passed == 0 ? typeBefore : Int(typeAfter[passed - 1])]
    }

    /// How many transitions have passed, by bisection.
    private func count(passed: (Int) -> Bool) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if passed(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
