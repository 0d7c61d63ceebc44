internal import HTTPClient
internal import Reactor

/// What became of an event or an entry.
enum DeliveryOutcome: Sendable, Equatable {
    /// Handled, dropped, or parked in the dead letter topic: its offset may go forward.
    case taken
    case failed(String)
}

/// The runtime's part of delivery, between component and application: route, inbound policy, dead letters.
@LoopActor final class EventDelivery {
    nonisolated let subscription: SubscriptionResource
    let pubsub: PubSubComponent
    let channel: AppChannel
    private let routes: [(condition: RouteCondition, path: String)]
    private let appID: String
    private let log: EventLog
    /// Closed when the sidecar closes: policies stop repeating.
    let pauses: Pauses
    let context: SidecarContext

    init(
        _ subscription: SubscriptionResource, pubsub: PubSubComponent, channel: AppChannel, appID: String,
        log: EventLog, pauses: Pauses, context: SidecarContext
    ) throws(RouteCondition.Unsupported) {
        self.subscription = subscription
        self.context = context
        (self.pubsub, self.channel, self.appID, self.log, self.pauses) = (pubsub, channel, appID, log, pauses)
        var routes: [(condition: RouteCondition, path: String)] = []
        for rule in subscription.rules { routes.append((try RouteCondition(rule.match), rule.path)) }
        self.routes = routes
    }

    func read(_ partition: LogPartition, from offset: Int64, limit: Int) async throws(LogError) -> [LogRecord] {
        try await log.read(partition, from: offset, limit: limit)
    }

    // MARK: Single delivery

    /// One try of the component: N+1 calls under an inbound policy (F10), then the dead letter topic if there is one.
    func deliver(_ record: LogRecord) async -> DeliveryOutcome {
        let outcome = await deliverOnce(record)
        guard outcome == .taken, context.faults.draw(.duplicate, at: place()) != nil else { return outcome }
        return await deliverOnce(record)
    }

    private func deliverOnce(_ record: LogRecord) async -> DeliveryOutcome {
        let answer = await answer(record)
        switch answer {
        case .success: return .taken
        case .drop: return subscription.deadLetterTopic.isEmpty ? .taken : await park([record])
        case .retry(_, let reason):
            return subscription.deadLetterTopic.isEmpty ? .failed(reason) : await park([record])
        }
    }

    private func answer(_ record: LogRecord) async -> DeliveryAnswer {
        guard let body = EventBody.single(record, subscription) else {
            return .retry(status: nil, reason: "the stored message is no JSON object")
        }
        if EventBody.isExpired(record, now: WallClock.milliseconds) { return .drop }
        let path: String
        switch route(record) {
        case .success(let found?): path = found
        case .success(nil): return .drop
        case .failure(let mistake): return .retry(status: nil, reason: mistake.reason)
        }
        let headers = EventHeaders.single(
            record, pubsub: pubsub.name, isRaw: subscription.isRaw, tracing: channel.tracing)
        var attempt = 0
        while true {
            let answer = await call(path, headers, body) { DeliveryAnswer(status: $0, body: $1) }
            guard case .retry(let status, _) = answer, !pauses.isClosed, let retry = pubsub.inbound.retry,
                retry.covers(status: status)
            else { return answer }
            attempt += 1
            guard let delay = retry.delay(before: attempt, random: .random(in: 0..<1)) else { return answer }
            // Not interrupted by the end of the group's session: that is what makes endless policies dangerous (5.6).
            await pauses.pause(delay)
            if pauses.isClosed { return answer }
        }
    }

    struct EvaluationMistake: Error {
        let reason: String
    }

    /// The path of the first rule that holds; nil when none does.
    func route(_ record: LogRecord) -> Result<String?, EvaluationMistake> {
        var event: AnswerEvent?
        for route in routes {
            if route.condition.isAlways { return .success(route.path) }
            let parsed = event ?? AnswerEvent(record)
            event = parsed
            guard let value = parsed.value, let holds = route.condition.holds(for: value) else {
                return .failure(EvaluationMistake(reason: "a routing rule could not be evaluated"))
            }
            if holds { return .success(route.path) }
        }
        return .success(nil)
    }

    /// Where its faults are looked for.
    func place(_ call: FaultPlace.Call? = nil) -> FaultPlace {
        context.place(call, component: pubsub.name, topic: subscription.topic)
    }

    /// One call, answered or not.
    func call<Answer>(
        _ path: String, _ headers: EventHeaders.Fields, _ body: [UInt8], read: (Int, [UInt8]) -> Answer
    ) async -> Answer where Answer: RetriableAnswer {
        guard channel.isHealthy else { return .retry("app is not in a healthy state") }
        let faults = context.faults
        let place = place(.deliver)
        if case .latency(let delay)? = faults.draw(.latency, at: place)?.fault { await context.pauses.pause(delay) }
        if case .error(let status)? = faults.draw(.error, at: place)?.fault { return read(status, []) }
        if let rule = faults.draw(.hang, at: place) { await faults.cleared(rule.id) }
        let (result, overlapped) = await channel.deliver(
            path, headers: headers.client, body: body, limit: pubsub.inbound.timeout, isTraced: headers.isTraced)
        switch result {
        case .success where faults.draw(.loseReply, at: place) != nil: return .retry("EOF")
        case .success(let response): return read(response.status, response.body)
        case .failure(let error) where error.kind == .timeout: return .retry("context deadline exceeded")
        // The failure landed in the other call: here there is no error and no answer. For a single event that is a
        // success, for a batch it is not (F6).
        case .failure where overlapped && isTakenForSuccess(): return read(200, [])
        case .failure(let error): return .retry(error.message)
        }
    }

    private func isTakenForSuccess() -> Bool {
        context.faults.draw(.falseSuccess, at: place()) != nil
            || context.faults.chance(context.figures.falseSuccess)
    }

    // MARK: Dead letters

    /// The same bytes with the same metadata, into the dead letter topic of the same component.
    func park(_ records: [LogRecord]) async -> DeliveryOutcome {
        let topic = subscription.deadLetterTopic
        guard pubsub.access.mayPublish(topic, appID) else { return .failed("topic \(topic) is not allowed") }
        var letters: [NewRecord] = []
        for record in records {
            let metadata = Dictionary(
                EventHeaders.metadata(record), uniquingKeysWith: { first, _ in first })
            do {
                letters.append(
                    try pubsub.record(
                        topic: topic, value: record.record.value, form: record.record.form, metadata: metadata))
            } catch { return .failed("dead letter: \(error.text)") }
        }
        do {
            try await pubsub.append(letters)
            return .taken
        } catch { return .failed("dead letter: \(error)") }
    }
}
