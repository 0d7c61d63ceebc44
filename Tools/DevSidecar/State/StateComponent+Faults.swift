internal import Reactor

/// A store that is away: what each kind of call then takes and says (dapr-http-contract.md 1.3, "When the store is away").
extension StateComponent {
    /// Returns when the store is there.
    ///
    /// - Parameter late: what a silent store does when it wakes, whether or not anybody still waits.
    func reach(
        _ time: KeyPath<Figures.StoreTimes, Duration>, prefix: String = "",
        late: (@LoopActor @Sendable () async -> Void)? = nil
    ) async throws(Refusal) {
        guard let rule = context.faults.draw(.storeDown, .storeSilent, at: context.place(component: name)) else {
            return
        }
        let isSilent = rule.fault == .storeSilent
        if isSilent, let late {
            context.tasks.spawn { [context] in
                await context.faults.cleared(rule.id)
                await late()
            }
        }
        let wait = (isSilent ? context.figures.storeSilence : context.figures.storeRefusal)[keyPath: time]
        if let timeout, timeout < wait {
            await context.pauses.pause(timeout)
            throw .cut
        }
        await context.pauses.pause(wait)
        throw .failed(prefix + (isSilent ? "i/o timeout" : "dial tcp \(address): connect: connection refused"))
    }
}
