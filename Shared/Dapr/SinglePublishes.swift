internal import Reactor

/// Publishes entries one by one, a few at a time, and collects who failed.
@LoopActor final class SinglePublishes {
    private let entries: [BulkEntry]
    private let publish: @LoopActor @Sendable (BulkEntry) async throws(DaprError) -> Void
    private var next = 0
    private var failures: [String: DaprError] = [:]

    init(_ entries: [BulkEntry], _ publish: @escaping @LoopActor @Sendable (BulkEntry) async throws(DaprError) -> Void)
    {
        self.entries = entries
        self.publish = publish
    }

    func all(width: Int) async -> [String: DaprError] {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<min(width, entries.count) { group.addTask { await self.work() } }
        }
        return failures
    }

    private func work() async {
        while next < entries.count {
            let entry = entries[next]
            next += 1
            do {
                try await publish(entry)
            } catch {
                failures[entry.id] = error
            }
        }
    }
}
