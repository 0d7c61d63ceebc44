internal import JSON
internal import Reactor

/// The secret store of `Components/`: a local file with `plain`, `other` and `hidden`, the last denied by configuration.
extension Statement {
    private static let path = "/v1.0/secrets/\(Name.secrets)"

    static let secrets: [Statement] = [
        Statement(
            86, "S: a secret → 200; missing → 500; unknown store → 401; denied → 403", needs: [.component(Name.secrets)]
        ) { bench in
            let answer = try await bench.call("GET", path + "/plain").expect(200)
            try Mismatch.unless(answer.json == ["plain": "p"], answer.seen)
            try await bench.call("GET", path + "/missing").expect(500, "ERR_SECRET_GET")
            try await bench.call("GET", "/v1.0/secrets/nope/x").expect(401, "ERR_SECRET_STORE_NOT_FOUND")
            try await bench.call("GET", path + "/hidden").expect(403, "ERR_PERMISSION_DENIED")
        },
        Statement(87, "S: all secrets → an object of objects, without the denied", needs: [.component(Name.secrets)]) {
            let answer = try await $0.call("GET", path + "/bulk").expect(200)
            try Mismatch.unless(answer.json == ["other": ["other": "o"], "plain": ["plain": "p"]], answer.seen)
        },
    ]
}
