internal import Reactor

/// The faults that are on, asked at the few places where things happen. One for all sidecars of a host.
@LoopActor final class FaultPlan {
    private(set) var rules: [FaultRule] = []
    private var nextID = 1
    private var generator: SeededGenerator
    private var timers: [Int: LoopTimer] = [:]
    private var waiting: [UnsafeContinuation<Void, Never>] = []
    private(set) var isClosed = false
    /// Told of a fault that was just switched on, for those that strike at once.
    var onSet: @LoopActor (FaultRule) -> Void = { _ in }

    nonisolated init(seed: UInt64 = 1) { generator = SeededGenerator(seed: seed) }

    /// Whether nothing at all is on: the one question that every message asks.
    var isQuiet: Bool { rules.isEmpty }

    // MARK: Switching

    /// Switches a fault on; its id.
    @discardableResult func set(_ rule: FaultRule) -> Int {
        var rule = rule
        rule.id = nextID
        nextID += 1
        rules.append(rule)
        if let lifetime = rule.fault.lifetime {
            let id = rule.id
            timers[id] = LoopTimer(after: lifetime) { [weak self] in self?.clear(id) }
        }
        onSet(rule)
        changed()
        return rule.id
    }

    /// False when there is none of that id.
    @discardableResult func clear(_ id: Int) -> Bool {
        guard let index = rules.firstIndex(where: { $0.id == id }) else { return false }
        rules.remove(at: index)
        timers.removeValue(forKey: id)?.cancel()
        changed()
        return true
    }

    func clearAll() { for rule in rules { clear(rule.id) } }

    /// Begins the random numbers anew.
    func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Lets go of everybody who waits.
    func close() {
        isClosed = true
        clearAll()
        changed()
    }

    private func changed() {
        let ready = waiting
        waiting = []
        for continuation in ready { continuation.resume() }
    }

    // MARK: Asking

    /// The first fault of these names that strikes here, now; it counts.
    func draw(_ names: Fault.Name..., at place: FaultPlace) -> FaultRule? {
        guard !rules.isEmpty else { return nil }
        for index in rules.indices where names.contains(rules[index].fault.name) && rules[index].scope.covers(place) {
            guard rules[index].count != 0, chance(rules[index].probability) else { continue }
            rules[index].hits += 1
            let rule = rules[index]
            guard let count = rule.count else { return rule }
            rules[index].count = count - 1
            // Whom it holds up it holds up until it is cleared.
            if count == 1, !rule.fault.holdsUp { clear(rule.id) }
            return rule
        }
        return nil
    }

    /// Whether one of them is on here; it does not count.
    func isOn(_ names: Fault.Name..., at place: FaultPlace) -> Bool {
        !rules.isEmpty && rules.contains { names.contains($0.fault.name) && $0.count != 0 && $0.scope.covers(place) }
    }

    /// Returns once the fault of that id is off.
    func cleared(_ id: Int) async {
        while !isClosed, rules.contains(where: { $0.id == id }) {
            await withUnsafeContinuation { continuation in
                if isClosed || !rules.contains(where: { $0.id == id }) {
                    continuation.resume()
                } else {
                    waiting.append(continuation)
                }
            }
        }
    }

    // MARK: Chance

    func chance(_ probability: Double) -> Bool {
        if probability >= 1 { return true }
        return probability > 0 && Double.random(in: 0..<1, using: &generator) < probability
    }

    func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// In any order within windows.
    func shuffled<T>(_ items: ArraySlice<T>, window: Int) -> ArraySlice<T> {
        var result: [T] = []
        var rest = items
        while !rest.isEmpty {
            result += rest.prefix(window).shuffled(using: &generator)
            rest = rest.dropFirst(window)
        }
        return result[...]
    }
}
