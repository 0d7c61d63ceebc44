internal import Reactor

/// Bulk delivery: one call per batch and path; under an inbound policy only the entries that failed go again.
extension EventDelivery {
    /// What became of each entry, in the order of the batch.
    func deliver(batch: [LogRecord]) async -> [DeliveryOutcome] {
        let outcomes = await deliverOnce(batch: batch)
        guard outcomes.allSatisfy({ $0 == .taken }), context.faults.draw(.duplicate, at: place()) != nil else {
            return outcomes
        }
        return await deliverOnce(batch: batch)
    }

    private func deliverOnce(batch: [LogRecord]) async -> [DeliveryOutcome] {
        var answers = Array<DeliveryAnswer?>(repeating: nil, count: batch.count)
        var paths: [String: [Int]] = [:]
        let now = WallClock.milliseconds
        for (index, record) in batch.enumerated() {
            if !subscription.isRaw, record.record.form == .opaque {
                answers[index] = .retry("the stored message is no JSON object")
            } else if EventBody.isExpired(record, now: now) {
                answers[index] = .drop
            } else {
                switch route(record) {
                case .success(let path?): paths[path, default: []].append(index)
                case .success(nil): answers[index] = .drop
                case .failure(let mistake): answers[index] = .retry(mistake.reason)
                }
            }
        }
        for (path, indices) in paths.sorted(by: { $0.value[0] < $1.value[0] }) {
            for (index, answer) in zip(indices, await send(batch, indices, to: path)) { answers[index] = answer }
        }
        return await settle(batch, answers)
    }

    private func send(_ batch: [LogRecord], _ indices: [Int], to path: String) async -> [DeliveryAnswer] {
        var answers = Dictionary(uniqueKeysWithValues: indices.map { ($0, DeliveryAnswer.retry("not sent")) })
        var open = indices
        var attempt = 0
        while true {
            for (index, answer) in zip(open, await post(batch, open, to: path)) { answers[index] = answer }
            guard let retry = pubsub.inbound.retry, !pauses.isClosed else { break }
            open = open.filter { index in
                guard case .retry(let status, _)? = answers[index] else { return false }
                return retry.covers(status: status)
            }
            attempt += 1
            guard !open.isEmpty, let delay = retry.delay(before: attempt, random: .random(in: 0..<1)) else { break }
            await pauses.pause(delay)
            if pauses.isClosed { break }
        }
        return indices.map { answers[$0] ?? .retry("not sent") }
    }

    private func post(_ batch: [LogRecord], _ indices: [Int], to path: String) async -> [DeliveryAnswer] {
        let entries = indices.map { (id: String($0), record: batch[$0]) }
        let body = EventBody.bulk(entries, subscription)
        let answer = await call(path, EventHeaders.bulk(pubsub: pubsub.name), body) { status, body in
            BatchAnswer(
                kind: .entries(BulkAnswer.read(status: status, body: body, entries: entries.map(\.id))))
        }
        switch answer.kind {
        case .entries(let answers): return answers
        case .failed(let reason): return entries.map { _ in .retry(reason) }
        }
    }

    private func settle(_ batch: [LogRecord], _ answers: [DeliveryAnswer?]) async -> [DeliveryOutcome] {
        let hasDeadLetters = !subscription.deadLetterTopic.isEmpty
        var outcomes: [DeliveryOutcome] = []
        var letters: [Int] = []
        for (index, answer) in answers.enumerated() {
            switch answer {
            case .success?: outcomes.append(.taken)
            case .drop? where !hasDeadLetters: outcomes.append(.taken)
            case .retry(_, let reason)? where !hasDeadLetters: outcomes.append(.failed(reason))
            default:
                outcomes.append(.taken)
                letters.append(index)
            }
        }
        guard !letters.isEmpty else { return outcomes }
        let parked = await park(letters.map { batch[$0] })
        if parked != .taken { for index in letters { outcomes[index] = parked } }
        return outcomes
    }
}
