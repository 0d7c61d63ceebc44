internal import HTTPClient
internal import JSON
internal import Reactor

/// The state store: keys, versions, transactions.
extension Statement {
    static let state: [Statement] = [
        Statement(58, "S: save → 204; get → 200 with the JSON and an Etag without quotes", needs: [.state]) { bench in
            try await bench.save("58", #"{"b":1,"a":"x"}"#).expect(204)
            let answer = try await bench.get("58").expect(200)
            try Mismatch.unless(answer.json == ["a": "x", "b": 1], answer.seen)
            let version = answer.headers["Etag"] ?? ""
            try Mismatch.unless(!version.isEmpty && !version.contains("\""), "Etag \(version)")
        },
        Statement(59, "S: get of a missing key → 204", needs: [.state]) { try await $0.get("59-missing").expect(204) },
        Statement(60, "S: save of an object → 400 ERR_MALFORMED_REQUEST", needs: [.state]) { bench in
            for body in [#"{"key":"k","value":1}"#, "", "[", #"[{"key":"k","value":1,"etag":3}]"#] {
                try await bench.saveAll(body).expect(400, "ERR_MALFORMED_REQUEST")
            }
            for body in ["null", "[]"] { try await bench.saveAll(body).expect(204) }
        },
        Statement(61, "S: save without a key → 400 ERR_MALFORMED_REQUEST", needs: [.state]) { bench in
            for body in [#"[{"value":1}]"#, #"[{"key":"","value":1}]"#] {
                try await bench.saveAll(body).expect(400, "ERR_MALFORMED_REQUEST")
            }
        },
        Statement(62, "S: a key with || → 400, reason DAPR_STATE_ILLEGAL_KEY", needs: [.state], check: illegalKey),
        Statement(63, "S: save with the etag → 204; again with the old one → 409 ERR_STATE_SAVE", needs: [.state]) {
            try await $0.save("63", "1").expect(204)
            let version = try await $0.version("63")
            try await $0.save("63", "2", #""etag":"\#(version)""#).expect(204)
            try await $0.save("63", "3", #""etag":"\#(version)""#).expect(409, "ERR_STATE_SAVE")
            try await $0.expect("63", 2)
        },
        Statement(64, "S: save with an empty etag → 204, whatever is there", needs: [.state]) { bench in
            try await bench.save("64", "1").expect(204)
            try await bench.save("64", "2", #""etag":"""#).expect(204)
            try await bench.expect("64", 2)
        },
        Statement(
            65, "S: first-write on a key that is there: never 2xx (redis: if it was first-write)", needs: [.state],
            check: firstWrite),
        Statement(66, "S: delete of a key, there or not → 204", needs: [.state]) { bench in
            try await bench.save("66", "1").expect(204)
            for _ in 0..<2 {
                try await bench.delete("66").expect(204)
                try await bench.get("66").expect(204)
            }
        },
        Statement(67, "S: delete with a stale If-Match → 409 ERR_STATE_DELETE", needs: [.state]) { bench in
            try await bench.save("67", "1").expect(204)
            let stale = try await bench.version("67")
            try await bench.save("67", "2").expect(204)
            try await bench.delete("67", version: stale).expect(409, "ERR_STATE_DELETE")
            try await bench.expect("67", 2)
            try await bench.delete("67", version: bench.version("67")).expect(204)
        },
        Statement(68, "S: bulk get → 200, the missing key has no data", needs: [.state]) { bench in
            try await bench.save("68", #"{"x":1}"#).expect(204)
            let keys = #"{"keys":["\#(bench.stateKey("68"))","\#(bench.stateKey("68-missing"))"]}"#
            let answer = try await bench.call("POST", bench.statePath + "/bulk", keys).expect(200)
            let entries = answer.json.array ?? []
            let found = entries.first { $0["key"]?.string == bench.stateKey("68") }
            let missing = entries.first { $0["key"]?.string == bench.stateKey("68-missing") }
            try Mismatch.unless(found?["data"] == ["x": 1] && found?["etag"]?.string != nil, answer.seen)
            try Mismatch.unless(missing?.object?.names == ["key"], answer.seen)
        },
        Statement(69, "S: bulk get of [] → 200 []", needs: [.state]) { bench in
            let answer = try await bench.call("POST", bench.statePath + "/bulk", #"{"keys":[]}"#).expect(200)
            try Mismatch.unless(answer.json == [], answer.seen)
        },
        Statement(70, "S: a transaction of upsert and delete → 204, both visible", needs: [.state]) { bench in
            try await bench.save("70b", "1").expect(204)
            try await bench.transact(
                #"{"operation":"upsert","request":{"key":"\#(bench.stateKey("70a"))","value":1}},"#
                    + #"{"operation":"delete","request":{"key":"\#(bench.stateKey("70b"))"}}"#
            ).expect(204)
            try await bench.expect("70a", 1)
            try await bench.get("70b").expect(204)
        },
        Statement(71, "S: an unknown operation → 400 ERR_NOT_SUPPORTED_STATE_OPERATION", needs: [.state]) { bench in
            try await bench.transact(#"{"operation":"nope","request":{"key":"k","value":1}}"#)
                .expect(400, "ERR_NOT_SUPPORTED_STATE_OPERATION")
        },
        Statement(72, "S: a transaction with a stale etag → 500 ERR_STATE_TRANSACTION", needs: [.state]) { bench in
            try await bench.save("72", "1").expect(204)
            let stale = try await bench.version("72")
            try await bench.save("72", "2").expect(204)
            try await bench.transact(
                #"{"operation":"upsert","request":{"key":"\#(bench.stateKey("72"))","value":3,"etag":"\#(stale)"}}"#
            ).expect(500, "ERR_STATE_TRANSACTION")
            try await bench.expect("72", 2)
        },
        Statement(73, "S: ttlInSeconds 1 → gone after it", needs: [.state]) { bench in
            try await bench.save("73", "1", #""metadata":{"ttlInSeconds":"1"}"#).expect(204)
            try await bench.poll("the end of the key") { () throws(Mismatch) in
                try await bench.get("73").status == 204
            }
        },
        Statement(74, "S: unknown store → 400 ERR_STATE_STORE_NOT_FOUND; none → 500 …_NOT_CONFIGURED") { bench in
            let answer = try await bench.call("GET", "/v1.0/state/nope/k")
            if bench.components.values.contains(where: { $0.hasPrefix("state.") }) {
                try answer.expect(400, "ERR_STATE_STORE_NOT_FOUND")
            } else {
                try answer.expect(500, "ERR_STATE_STORE_NOT_CONFIGURED")
            }
        },
        Statement(
            75, "S: another app's key is not seen; with keyPrefix none it is",
            needs: [.state, .second, .component(Name.shared)], check: prefixes),
        Statement(76, "S: a%2Fb is the key a/b; a+b is a%20b", needs: [.state], check: encodedKeys),
    ]

    @LoopActor private static func illegalKey(_ bench: Bench) async throws {
        let save = try await bench.saveAll(#"[{"key":"a||b","value":1}]"#)
        let get = try await bench.call("GET", bench.statePath + "/a%7C%7Cb")
        for answer in [save, get] {
            try answer.expect(400, "ERR_MALFORMED_REQUEST")
            let reasons = (answer.json["details"]?.array ?? []).compactMap { $0["reason"]?.string }
            try Mismatch.unless(reasons.contains("DAPR_STATE_ILLEGAL_KEY"), answer.seen)
        }
    }

    @LoopActor private static func firstWrite(_ bench: Bench) async throws {
        let first = #""options":{"concurrency":"first-write"}"#
        let status = bench.stateType == "state.in-memory" ? 409 : 500
        try await bench.save("65", "1", first).expect(204)
        try await bench.save("65", "2", first).expect(status, "ERR_STATE_SAVE")
        try await bench.expect("65", 1)
        try await bench.save("65b", "1").expect(204)
        // redis knows only what first-write wrote: elsewhere the key is protected.
        let second = try await bench.save("65b", "2", first)
        if bench.stateType == "state.redis" {
            try second.expect(204)
        } else {
            try second.expect(status, "ERR_STATE_SAVE")
        }
    }

    @LoopActor private static func prefixes(_ bench: Bench) async throws {
        guard let second = bench.second else { return }
        try await bench.save("75", "1").expect(204)
        try await bench.call(
            "POST", "/v1.0/state/\(Name.shared)", #"[{"key":"\#(bench.stateKey("75"))","value":"ours"}]"#
        ).expect(204)
        try await second.call("GET", "\(bench.statePath)/\(bench.stateKey("75"))").expect(204)
        let ours = try await second.call("GET", "/v1.0/state/\(Name.shared)/\(bench.stateKey("75"))").expect(200)
        try Mismatch.unless(ours.json.string == "ours", ours.seen)
    }

    @LoopActor private static func encodedKeys(_ bench: Bench) async throws {
        for (key, value, paths) in [("a/b", 1, ["a%2Fb"]), ("a b", 2, ["a+b", "a%20b"]), ("a+b", 3, ["a%2Bb"])] {
            try await bench.save(key, "\(value)").expect(204)
            for path in paths {
                let answer = try await bench.call("GET", "\(bench.statePath)/\(bench.stateKey(path))").expect(200)
                try Mismatch.unless(answer.json.int == value, "\(key): \(answer.seen)")
            }
        }
        try await bench.call("GET", bench.statePath + "/a/b").expect(404, "ERR_DIRECT_INVOKE")
    }
}
