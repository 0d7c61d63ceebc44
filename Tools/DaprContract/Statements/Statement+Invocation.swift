internal import HTTP
internal import HTTPClient
internal import Reactor

/// Calls of applications through the sidecar.
extension Statement {
    static let invocation: [Statement] = [
        Statement(82, "S: both addresses reach GET /x?y=1; dapr-app-id is not passed on") { bench in
            let before = bench.app.calls.count
            try await bench.call("GET", "/v1.0/invoke/\(bench.appID)/method/x?y=1").expect(200)
            try await bench.call("GET", "/x?y=1", headers: ["dapr-app-id": bench.appID]).expect(200)
            let calls = bench.app.calls[before...].filter { $0.path == "/x" }
            try Mismatch.unless(calls.count == 2, "\(calls.map(\.name))")
            for call in calls {
                try Mismatch.unless(call.method == "GET" && call.query == "y=1", "\(call.name)?\(call.query)")
                try Mismatch.unless(!call.headers.contains("dapr-app-id"), "dapr-app-id was passed on")
            }
        },
        Statement(83, "S: the target's 418 and its body are the answer") { bench in
            bench.app.script("/tea") { _ in .bytes(418, Array("{\"short\":1}".utf8), type: "application/json") }
            let answer = try await bench.call("POST", "/v1.0/invoke/\(bench.appID)/method/tea", "x").expect(418)
            try Mismatch.unless(answer.text == "{\"short\":1}", answer.seen)
        },
        Statement(84, "S: unknown app → 500 ERR_DIRECT_INVOKE") { bench in
            try await bench.call("GET", "/v1.0/invoke/\(bench.prefix)-nobody/method/x")
                .expect(500, "ERR_DIRECT_INVOKE")
        },
        Statement(
            85, "A: between sidecars the ids of caller and callee are added; a client's own are not removed",
            needs: [.second]
        ) { bench in
            guard let second = bench.second else { return }
            try await second.call(
                "GET", "/v1.0/invoke/\(bench.appID)/method/called",
                headers: ["dapr-caller-app-id": "evil", "dapr-callee-app-id": "evil"]
            ).expect(200)
            let call = try await bench.first("the call") { $0.path == "/called" }
            let (callers, callees) = (
                call.headers.values("dapr-caller-app-id"), call.headers.values("dapr-callee-app-id")
            )
            try Mismatch.unless(callers.sorted() == [bench.secondID, "evil"].sorted(), "callers \(callers)")
            try Mismatch.unless(callees.sorted() == [bench.appID, "evil"].sorted(), "callees \(callees)")
        },
    ]
}
