internal import JSON
internal import Reactor

/// More than one sidecar.
extension Statement {
    static let replicas: [Statement] = [
        Statement(
            55, "A: of two replicas exactly one gets a message; another app gets each", needs: [.pubsub, .second],
            check: everyGroupOnce)
    ]

    @LoopActor private static func everyGroupOnce(_ bench: Bench) async throws {
        bench.app.script(Topic.shared.path) { _ in nil }
        if let port = bench.config.replicaPort {
            try bench.listen(.replica, port)
            // Whichever of the two comes later to the group: from here on both have partitions.
            var published = 0
            try await bench.poll("an event at each replica") { () throws(Mismatch) in
                published += 1
                try await bench.publish("{}", to: .shared, key: bench.newKey()).expect(204)
                let parties = Set(bench.app.calls.filter { $0.path == Topic.shared.path }.map(\.party))
                return parties.isSuperset(of: [.own, .replica])
            }
        }
        let keys = (0..<40).map { _ in bench.newKey() }
        for key in keys { try await bench.publish("{}", to: .shared, key: key).expect(204) }
        let app = bench.app
        let came = { @LoopActor (isSecond: Bool) -> [String] in
            app.calls.filter { $0.path == Topic.shared.path && ($0.party == .second) == isSecond }.compactMap(\.key)
                .filter(keys.contains)
        }
        for isSecond in [false, true] {
            try await app.until("forty events", within: bench.config.patience) {
                Set(came(isSecond)).count == keys.count
            }
            try Mismatch.unless(came(isSecond).count == keys.count, "\(came(isSecond).count) deliveries of forty")
        }
    }
}
