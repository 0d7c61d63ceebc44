internal import HTTPClient
internal import JSON
internal import Reactor

/// Health, and the order in which a sidecar meets its application.
extension Statement {
    static let beforeTheStart: [Statement] = [
        Statement(1, "S: healthz before the app port accepts → 500 ERR_HEALTH_NOT_READY") { bench in
            try await bench.call("GET", "/v1.0/healthz").expect(500, "ERR_HEALTH_NOT_READY")
        },
        Statement(2, "S: healthz/outbound in the same state → 204") { bench in
            try await bench.call("GET", "/v1.0/healthz/outbound").expect(204)
        },
    ]

    static let theStart: [Statement] = [
        Statement(
            38, "A: with health checks on, nothing is asked before the first 2xx on the health path",
            needs: [.healthCheck], check: nothingBeforeHealth)
    ]

    static let general: [Statement] = [
        Statement(3, "S: after app start healthz → 204, empty body") { bench in
            try await bench.call("GET", "/v1.0/healthz").expect(204)
        },
        Statement(4, "S: healthz?appid=other → 500 ERR_HEALTH_APPID_NOT_MATCH") { bench in
            try await bench.call("GET", "/v1.0/healthz?appid=other").expect(500, "ERR_HEALTH_APPID_NOT_MATCH")
            try await bench.call("GET", "/v1.0/healthz?appid=\(bench.appID)").expect(204)
        },
        Statement(
            37, "A: GET /dapr/config, GET /dapr/subscribe, then OPTIONS for bindings, in this order",
            needs: [.pubsub], check: orderOfTheStart),
        Statement(
            5, "S: with DAPR_API_TOKEN set and no header, metadata → 401 \"invalid api token\"", needs: [.apiToken]
        ) { bench in
            let answer = try await bench.sidecar.call("GET", "/v1.0/metadata", withToken: false).expect(401)
            try Mismatch.unless(answer.text == "invalid api token\n", answer.seen)
            try await bench.call("GET", "/v1.0/metadata", headers: ["dapr-api-token": "wrong"]).expect(401)
        },
        Statement(6, "S: the same, but healthz is not 401", needs: [.apiToken]) { bench in
            for path in ["/v1.0/healthz", "/v1.0/healthz/outbound"] {
                try await bench.sidecar.call("GET", path, withToken: false).expect(204)
            }
        },
        Statement(7, "S: the right token → the ordinary answer", needs: [.apiToken]) { bench in
            try await bench.call("GET", "/v1.0/metadata").expect(200)
        },
        Statement(8, "S: GET on a publish path → 404 ERR_DIRECT_INVOKE", needs: [.pubsub]) { bench in
            try await bench.call("GET", "/v1.0/publish/\(bench.config.pubsub)/t").expect(404, "ERR_DIRECT_INVOKE")
        },
        Statement(9, "S: POST /nope without dapr-app-id → 404 ERR_DIRECT_INVOKE") { bench in
            try await bench.call("POST", "/nope", "{}").expect(404, "ERR_DIRECT_INVOKE")
        },
        Statement(10, "S: //v1.0//publish/…/ is the clean path", needs: [.pubsub]) { bench in
            let key = bench.newKey()
            let path = "//v1.0//publish/\(bench.config.pubsub)/\(bench.name(of: .events))/?metadata.partitionKey=\(key)"
            try await bench.call("POST", path, #"{"a":1}"#).expect(204)
            let event = try await bench.first("the event") { $0.key == key }.json
            try Mismatch.unless(event["topic"]?.string == bench.name(of: .events), "\(event)")
        },
        Statement(11, "S: every error is JSON with errorCode and message", needs: [.pubsub], check: errorsAreJSON),
    ]

    @LoopActor private static func nothingBeforeHealth(_ bench: Bench) async throws {
        let app = bench.app
        try await app.until("three probes", within: bench.config.patience) { app.probes.count >= 3 }
        let early = app.calls.filter { $0.party == .own }.map(\.name)
        try Mismatch.unless(early.isEmpty, "\(early) before the application was healthy")
        try await bench.call("GET", "/v1.0/healthz").expect(204)
        app.isHealthy = true
        _ = try await bench.first("GET /dapr/config") { $0.path == "/dapr/config" }
    }

    @LoopActor private static func orderOfTheStart(_ bench: Bench) async throws {
        let names = bench.app.calls.filter { $0.party == .own && $0.method != "POST" }.map(\.name)
        try Mismatch.unless(names.prefix(2) == ["GET /dapr/config", "GET /dapr/subscribe"], "\(names)")
        guard bench.components[Name.tick] != nil else { return }
        _ = try await bench.first("OPTIONS of the binding") { $0.name == "OPTIONS /\(Name.tick)" }
    }

    @LoopActor private static func errorsAreJSON(_ bench: Bench) async throws {
        let (name, topic) = (bench.config.pubsub, bench.name(of: .events))
        try await bench.call("POST", "/v1.0/publish/\(name)", "{}").expect(404, "ERR_DIRECT_INVOKE")
        try await bench.call("POST", "/v1.0/publish/bulk/\(name)", "[]").expect(404, "ERR_PUBSUB_NOT_FOUND")
        try await bench.call("POST", "/v1.0/publish/bulk/nope/\(topic)", "[]").expect(404, "ERR_PUBSUB_NOT_FOUND")
        try await bench.call("POST", "/v1.0/publish/\(name)/\(topic)?metadata.rawPayload=x", "{}")
            .expect(400, "ERR_PUBSUB_REQUEST_METADATA")
        try await bench.publishBulk("{").expect(400, "ERR_PUBSUB_EVENTS_SER")
        try await bench.call("POST", "/v1.0/bindings/nope", #"{"operation":"create"}"#)
            .expect(500, "ERR_INVOKE_OUTPUT_BINDING")
    }
}
