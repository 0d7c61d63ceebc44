internal import HTTP
internal import HTTPClient
internal import JSON
internal import Reactor

/// Bindings in and out.
extension Statement {
    static let bindings: [Statement] = [
        Statement(77, "S: unknown binding → 500 ERR_INVOKE_OUTPUT_BINDING; no operation → the same") { bench in
            try await bench.call("POST", "/v1.0/bindings/nope", #"{"operation":"create"}"#)
                .expect(500, "ERR_INVOKE_OUTPUT_BINDING")
            if bench.components[Name.web] != nil {
                try await bench.invoke(#"{"metadata":{}}"#).expect(500, "ERR_INVOKE_OUTPUT_BINDING")
                try await bench.invoke(#"{"operation":"nope"}"#).expect(500, "ERR_INVOKE_OUTPUT_BINDING")
            }
            try await bench.call("POST", "/v1.0/bindings/nope", "{").expect(400, "ERR_MALFORMED_REQUEST")
        },
        Statement(
            78, "S: bindings.http get → 200, the upstream's body, metadata.statusCode 200",
            needs: [.component(Name.web), .upstream]
        ) { bench in
            bench.app.script("/base/page") { _ in .text(.ok, "<p>hello</p>") }
            let answer = try await bench.invoke(#"{"operation":"get","metadata":{"path":"/page"}}"#).expect(200)
            try Mismatch.unless(answer.text == "<p>hello</p>", answer.seen)
            try Mismatch.unless(answer.headers["metadata.statusCode"] == "200", "\(answer.headers.all)")
        },
        Statement(
            79, "S: upstream 503 → 500; with errorIfNot2XX false → 200 and metadata.statusCode 503",
            needs: [.component(Name.web), .upstream]
        ) { bench in
            bench.app.script("/base/down") { _ in .text(.serviceUnavailable, "down") }
            let failed = try await bench.invoke(#"{"operation":"get","metadata":{"path":"/down"}}"#)
                .expect(500, "ERR_INVOKE_OUTPUT_BINDING")
            try Mismatch.unless(failed.headers["metadata.statusCode"] == "503", "\(failed.headers.all)")
            let passed = try await bench.invoke(
                #"{"operation":"get","metadata":{"path":"/down","errorIfNot2XX":"false"}}"#
            ).expect(200)
            try Mismatch.unless(passed.headers["metadata.statusCode"] == "503", "\(passed.headers.all)")
            try Mismatch.unless(passed.text == "down", passed.seen)
        },
        Statement(
            81, "A: a tick is a POST with an empty body and JSON content type", needs: [.component(Name.tick)]
        ) { bench in
            let tick = try await bench.first("a tick") { $0.name == "POST /\(Name.tick)" }
            try Mismatch.unless(tick.body.isEmpty, tick.text)
            let type = tick.headers["Content-Type"]
            try Mismatch.unless(type == "application/json", type ?? "no content type")
        },
        Statement(
            80, "A: OPTIONS answered 405 → cron fires; 404 → never; direction input → no OPTIONS",
            needs: [.component(Name.tick), .component(Name.refused), .component(Name.declared)]
        ) { bench in
            let app = bench.app
            // Two ticks of the others: time enough for one of the refused.
            try await app.until("two ticks", within: bench.config.patience) {
                [Name.tick, Name.declared].allSatisfy { name in app.calls.count { $0.name == "POST /\(name)" } >= 2 }
            }
            let names = Set(app.calls.map(\.name))
            try Mismatch.unless(!names.contains("POST /\(Name.refused)"), "the refused binding fired")
            try Mismatch.unless(names.contains("OPTIONS /\(Name.refused)"), "the binding was not asked about")
            try Mismatch.unless(!names.contains("OPTIONS /\(Name.declared)"), "a declared input was asked about")
        },
    ]
}
