public import Observability
public import Reactor

/// A cache in the sidecar's state store, of what has its truth elsewhere: what the store does not say soon is taken as
/// not cached.
///
/// A call takes ``DaprConfig/stateTimeout`` at most (300 ms), so reading and saving, with a removal where saving met a
/// conflict, cost less than 1 s when the store is silent. After three outages nobody waits for it any more: for 5 s
/// every answer is ``Answer/unavailable`` at once, then one call tries again. The same after an answer that the store
/// is not there at all.
@LoopActor public final class StateCache {
    public enum Answer: Sendable, Equatable {
        /// The value, and the tag of its version to save over.
        case found(StateValue)
        /// The store has nothing under this key.
        case missing
        /// The store is down, silent or absent. Whoever is answered from elsewhere may be told so.
        case unavailable
    }

    private let dapr: DaprClient
    private let timeToLive: Duration
    private let limit: Int
    private let clock: @Sendable () -> LoopClock.Instant
    private let logger: Logger
    private let answers: CounterFamily
    private let isOpen: Gauge
    private var breaker = CircuitBreaker(row: 3, rest: .seconds(5))
    private var isProbing = false

    /// - Parameters:
    ///   - timeToLive: how long a value is kept after it was saved.
    ///   - limit: the bytes of the largest value that is kept.
    public init(
        _ dapr: DaprClient, timeToLive: Duration = .seconds(86_400), limit: Int = 256 << 10, logger: Logger,
        metrics: Metrics, clock: @escaping @Sendable () -> LoopClock.Instant = { .now }
    ) {
        (self.dapr, self.timeToLive, self.limit) = (dapr, timeToLive, limit)
        (self.logger, self.clock) = (logger, clock)
        answers = metrics.counter("state_cache_total", "Reads of the cache, by answer.", labels: ["answer"])
        isOpen = metrics.gauge("state_cache_breaker_open", "1 while the state store is not asked.")()
    }

    /// False while the store is not asked.
    public var isAvailable: Bool { breaker.isClosed }

    /// What is cached under the key.
    ///
    /// After an outage that may be older than the truth, because a save can have been lost in it: a value that has to be
    /// current carries its own version, to be held against the one in the database.
    public func value(_ key: String) async -> Answer {
        switch await ask({ () async throws(DaprError) in try await self.dapr.state(key) }) {
        case .success(let value?):
            answers("found").increment()
            return .found(value)
        case .success(nil):
            answers("missing").increment()
            return .missing
        case .failure, nil:
            answers("unavailable").increment()
            return .unavailable
        }
    }

    /// Caches a JSON text in place of the version that was read; with no `etag` only where nothing is.
    ///
    /// Of two who save over the same version the first wins. The second, and a value over the limit, leaves nothing
    /// cached: neither version is known to be the newest.
    ///
    /// - Returns: whether it is cached now. An outage can have cached it all the same, or have left the old one.
    @discardableResult public func save(_ value: [UInt8], as key: String, over etag: String?) async -> Bool {
        guard value.count <= limit else {
            await remove(key)
            return false
        }
        let item = StateItem(key: key, value: value, etag: etag, concurrency: .firstWrite, timeToLive: timeToLive)
        switch await ask({ () async throws(DaprError) in try await self.dapr.save([item]) }) {
        case .success: return true
        case .failure(let error) where error.kind == .conflict || error.kind == .payload:
            await remove(key)
            return false
        case .failure, nil: return false
        }
    }

    /// Takes away what is cached under the key.
    public func remove(_ key: String) async {
        _ = await ask { () async throws(DaprError) in try await self.dapr.delete(key) }
    }

    // MARK: The breaker

    /// What the store said; nil when it was not asked.
    private func ask<T: Sendable>(
        _ call: @LoopActor () async throws(DaprError) -> T
    ) async -> Result<T, DaprError>? {
        guard breaker.pause(at: clock()) == nil, !isProbing else { return nil }
        let isProbe = !breaker.isClosed
        isProbing = isProbe
        defer { if isProbe { isProbing = false } }
        do throws(DaprError) {
            let answer = try await call()
            note(nil)
            return .success(answer)
        } catch {
            note(error)
            return .failure(error)
        }
    }

    private func note(_ error: DaprError?) {
        let wasClosed = breaker.isClosed
        switch error?.kind {
        case nil, .conflict, .payload: breaker.note(isOutage: false, at: clock())
        case .transient: breaker.note(isOutage: true, at: clock())
        case .configuration: breaker.open(at: clock())
        case .cancelled: break  // says nothing of the store
        }
        guard wasClosed != breaker.isClosed else { return }
        isOpen.set(breaker.isClosed ? 0 : 1)
        if let error {
            logger.warning("The state store is not asked for a while", ["error": LogValue("\(error)")])
        } else {
            logger.notice("The state store answers again")
        }
    }
}
