internal import HTTP
internal import JSON
internal import Reactor

/// What an application's answer to an event leads to.
extension Statement {
    static let answers: [Statement] = [
        Statement(42, "A: 200 empty → no redelivery", needs: [.pubsub]) { bench in
            for status: HTTPStatus in [.ok, .noContent] { try await taken(bench, .empty(status)) }
        },
        Statement(43, "A: 200 with what is no status → no redelivery", needs: [.pubsub]) { bench in
            for text in ["not json", "<html>", "null", "{}", "[1]", "\"text\"", "7"] {
                try await taken(bench, .bytes(.ok, Array(text.utf8), type: "application/json"))
            }
        },
        Statement(
            44, "A: 200 {\"status\":\"DROP\"} → no redelivery; to the dead letters if there are", needs: [.pubsub]
        ) {
            try await taken($0, status("DROP"))
            try await buried($0, status("DROP"))
        },
        Statement(45, "A: 404 → the same", needs: [.pubsub]) { bench in
            try await taken(bench, .empty(.notFound))
            try await buried(bench, .empty(.notFound))
        },
        Statement(
            46, "A: 500 with an inbound retry of 2 → 3 deliveries, same id; kafka: another round later",
            needs: [.component(Name.policy)]
        ) { try await rounds($0, .empty(.internalServerError)) },
        Statement(47, "A: 200 {\"status\":\"RETRY\"} is as 500", needs: [.component(Name.policy)]) {
            try await rounds($0, status("RETRY"))
        },
        Statement(48, "A: 200 {\"status\":\"ok\"} is as 500", needs: [.component(Name.policy)]) {
            try await rounds($0, status("ok"))
        },
        Statement(
            49,
            "A: 500 with dead letters and no policy → one delivery, then the dead letter with id and topic unchanged",
            needs: [.pubsub]
        ) { try await buried($0, .empty(.internalServerError)) },
        Statement(
            50, "A: 500 without dead letters and policy → kafka: again and again; redis, in-memory: once",
            needs: [.pubsub],
            check: again),
    ]

    private static func status(_ name: String) -> HTTPResponse {
        .bytes(.ok, Array(#"{"status":"\#(name)"}"#.utf8), type: "application/json")
    }

    /// The answer counts as success: nothing comes again.
    @LoopActor private static func taken(_ bench: Bench, _ response: HTTPResponse) async throws {
        let key = bench.newKey()
        bench.app.script(Topic.answers.path) { $0.key == key && !$0.isSentinel ? response : nil }
        try await bench.publish("{}", to: .answers, key: key).expect(204)
        let came = try await bench.settled(key, on: .answers)
        try Mismatch.unless(came.count == 1, "\(came.count) deliveries after \(response.status)")
    }

    /// The event goes to the dead letters after one delivery.
    @LoopActor private static func buried(_ bench: Bench, _ response: HTTPResponse) async throws {
        let key = bench.newKey()
        bench.app.script(Topic.parked.path) { $0.key == key && !$0.isSentinel ? response : nil }
        try await bench.publish(#"{"x":1}"#, to: .parked, key: key).expect(204)
        let dead = try await bench.first("the dead letter") { $0.path == Topic.dead.path && $0.key == key }
        let came = try await bench.settled(key, on: .parked)
        try Mismatch.unless(came.count == 1, "\(came.count) deliveries before the dead letter")
        try Mismatch.unless(came.map(\.body) == [dead.body], "the dead letter is \(dead.text)")
        try Mismatch.unless(dead.json["topic"]?.string == bench.name(of: .parked), dead.text)
    }

    /// Three deliveries make a round; kafka begins another, the others are done.
    @LoopActor private static func rounds(_ bench: Bench, _ response: HTTPResponse) async throws {
        let key = bench.newKey()
        let came = { @LoopActor () -> [AppCall] in bench.app.calls.filter { $0.key == key && !$0.isSentinel } }
        bench.app.script(Topic.policy.path) { call in
            call.isSentinel || (call.key == key && came().count > 3) ? nil : response
        }
        try await bench.publish("{}", to: .policy, key: key).expect(204)
        if bench.components[Name.policy] == "pubsub.kafka" {
            try await bench.app.until("the second round", within: bench.config.patience) { came().count >= 4 }
            let pause = came()[2].at.duration(to: came()[3].at)
            try Mismatch.unless(pause >= .milliseconds(900), "the fourth delivery came \(pause) after the third")
        }
        let all = try await bench.settled(key, on: .policy)
        let wanted = bench.components[Name.policy] == "pubsub.kafka" ? 4 : 3
        try Mismatch.unless(all.count == wanted, "\(all.count) deliveries")
        let ids = Set(all.map { $0.json["id"]?.string ?? "" })
        try Mismatch.unless(ids.count == 1, "ids \(ids)")
    }

    @LoopActor private static func again(_ bench: Bench) async throws {
        let key = bench.newKey()
        let came = { @LoopActor () -> [AppCall] in bench.app.calls.filter { $0.key == key && !$0.isSentinel } }
        bench.app.script(Topic.answers.path) { call in
            call.key == key && !call.isSentinel && came().count < 3 ? .empty(.internalServerError) : nil
        }
        try await bench.publish("{}", to: .answers, key: key).expect(204)
        let all = try await bench.settled(key, on: .answers)
        try Mismatch.unless(all.count == (bench.isKafka ? 3 : 1), "\(all.count) deliveries")
        let ids = Set(all.map { $0.json["id"]?.string ?? "" })
        try Mismatch.unless(ids.count == 1, "ids \(ids)")
    }
}
