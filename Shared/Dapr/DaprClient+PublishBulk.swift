internal import HTTPClient
internal import JSON
internal import Reactor

extension DaprClient {
    /// Publishes many events to one topic and tells of each whether the broker has it.
    ///
    /// Throws when nothing is known about single entries: the sidecar is away, the topic forbidden, or the call refused
    /// as a whole, which one bad entry suffices for. A sidecar without the stable path is asked by the alpha path and at
    /// last event by event, 16 at a time.
    public func publishBulk(_ entries: [BulkEntry], topic: String, pubsub: String? = nil) async throws(DaprError)
        -> BulkResult
    {
        guard !entries.isEmpty else { return BulkResult() }
        for entry in entries { try Self.check(entry.metadata) }
        while true {
            let support = bulkPublish
            do {
                switch support {
                case .stable: return try await bulk("/v1.0/publish/bulk", entries, topic, pubsub)
                case .alpha: return try await bulk("/v1.0-alpha1/publish/bulk", entries, topic, pubsub)
                case .none: return try await publishSingly(entries, topic, pubsub)
                }
            } catch {
                // A sidecar that was away may come back as a newer one.
                if error.outcome == .notSent { bulkPublish = .stable }
                guard support.isMissing(error) else { throw error }
                bulkPublish = support.older
            }
        }
    }

    private func bulk(_ prefix: StaticString, _ entries: [BulkEntry], _ topic: String, _ pubsub: String?)
        async throws(DaprError) -> BulkResult
    {
        var path = SidecarPath(prefix)
        path.append(pubsub ?? config.pubsubName)
        path.append(path: topic)
        let response = try await exchange(
            "POST", path, headers: ["Content-Type": "application/json"], body: Self.body(entries),
            timeout: config.publishTimeout)
        if (200..<300).contains(response.status) { return BulkResult() }
        guard let result = BulkResult(response) else { throw DaprError(response) }
        return result
    }

    private static func body(_ entries: [BulkEntry]) -> [UInt8] {
        var json = JSONWriter(capacity: entries.reduce(64) { $0 + $1.event.count + 256 })
        json.beginArray()
        for entry in entries {
            json.beginObject()
            json.member("entryId", entry.id)
            json.member("contentType", entry.contentType)
            json.key("event")
            json.raw(entry.event)
            // Also when empty: without the member the sidecar gives the entry none of the envelope's settings.
            json.object("metadata") { json in
                for (name, value) in entry.metadata.sorted(by: { $0.key < $1.key }) {
                    json.key(name)
                    json.string(value)
                }
            }
            json.endObject()
        }
        json.endArray()
        return json.bytes
    }

    /// At most 16 in flight. When every entry failed in the same way, that is the call's error.
    private func publishSingly(_ entries: [BulkEntry], _ topic: String, _ pubsub: String?) async throws(DaprError)
        -> BulkResult
    {
        let run = SinglePublishes(entries) { entry throws(DaprError) in
            try await self.publish(
                entry.event, topic: topic, pubsub: pubsub, contentType: entry.contentType, metadata: entry.metadata)
        }
        let failures = await run.all(width: 16)
        if failures.count == entries.count, let first = failures[entries[0].id], first.kind != .payload {
            if failures.values.allSatisfy({ $0.kind == first.kind }) { throw first }
        }
        return BulkResult(failures: failures)
    }
}
