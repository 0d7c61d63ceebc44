import HTTPClient
import JSON
import Reactor
import Testing

@testable import DevSidecar

/// The state API with the manners of redis.
@LoopActor @Suite struct StateTests {
    private func withSidecar(_ body: @LoopActor (StandIn, Sidecar) async throws -> Void) async throws {
        try await withStandIn { standIn in try await body(standIn, try standIn.add("app1")) }
    }

    private static let path = "/v1.0/state/statestore"

    @Test func aValueComesBackWithItsVersion() async throws {
        try await withSidecar { standIn, sidecar in
            let save = #"[{"key":"k","value":{"b":"<","a":1.23456789}}]"#
            #expect(try await standIn.call(sidecar, "POST", Self.path, save).status == 204)
            let response = try await standIn.call(sidecar, "GET", Self.path + "/k")
            #expect(response.status == 200 && response.text == #"{"a":1.234568,"b":"<"}"#)
            #expect(response.headers["Etag"] == "1" && response.headers["Content-Type"] == "application/json")
            #expect(try await standIn.call(sidecar, "GET", Self.path + "/missing").status == 204)
        }
    }

    @Test func aStaleVersionIsAConflict() async throws {
        try await withSidecar { standIn, sidecar in
            func save(_ item: String) async throws -> HTTPClientResponse {
                try await standIn.call(sidecar, "POST", Self.path, "[\(item)]")
            }
            #expect(try await save(#"{"key":"k","value":1}"#).status == 204)
            #expect(try await save(#"{"key":"k","value":2,"etag":"1"}"#).status == 204)
            let stale = try await save(#"{"key":"k","value":3,"etag":"1"}"#)
            let message =
                "failed saving state in state store statestore: possible etag mismatch. error from state store: "
                + "ERR user_script:14: failed to set key app1||k script: d908b9553add63a82e03589b5c6d01a7654ef0f2, on @user_script:14."
            #expect(stale.status == 409 && stale.json["message"]?.string == message)
            #expect(try await save(#"{"key":"k","value":4,"etag":""}"#).status == 204)
            #expect(
                try await save(#"{"key":"k","value":5,"etag":"1","options":{"concurrency":"last-write"}}"#).status
                    == 204)
            let invalid = try await save(#"{"key":"k","value":6,"etag":"abc"}"#)
            #expect(invalid.status == 400 && invalid.errorCode == "ERR_STATE_SAVE")
            // A version of a key that is gone is accepted, unlike elsewhere.
            #expect(try await save(#"{"key":"new","value":1,"etag":"9"}"#).status == 204)
        }
    }

    @Test func firstWriteIsSticky() async throws {
        let first = #"{"concurrency":"first-write"}"#
        let steps = [
            ("a", first, 204), ("a", first, 500), ("a", "{}", 500), ("b", "{}", 204), ("b", first, 204),
            ("b", #"{"concurrency":"none"}"#, 500),
        ]
        try await withSidecar { standIn, sidecar in
            for (key, options, status) in steps {
                let body = #"[{"key":"\#(key)","value":1,"options":\#(options)}]"#
                let response = try await standIn.call(sidecar, "POST", Self.path, body)
                #expect(response.status == status, "\(key) \(options)")
            }
        }
    }

    @Test func aDeletedKeyIsGoneAndAStaleDeleteIsNot() async throws {
        try await withSidecar { standIn, sidecar in
            _ = try await standIn.call(sidecar, "POST", Self.path, #"[{"key":"a/b","value":1}]"#)
            let stale = try await standIn.call(sidecar, "DELETE", Self.path + "/a%2Fb", headers: ["If-Match": "7"])
            #expect(stale.status == 409 && stale.errorCode == "ERR_STATE_DELETE")
            #expect(try await standIn.call(sidecar, "GET", Self.path + "/a%2Fb").status == 200)
            #expect(
                try await standIn.call(sidecar, "DELETE", Self.path + "/a%2Fb", headers: ["If-Match": "1"]).status
                    == 204)
            #expect(try await standIn.call(sidecar, "GET", Self.path + "/a%2Fb").status == 204)
            #expect(
                try await standIn.call(sidecar, "DELETE", Self.path + "/a%2Fb", headers: ["If-Match": "1"]).status
                    == 204)
        }
    }

    @Test func bulkGetAndTransactionsAreThere() async throws {
        try await withSidecar { standIn, sidecar in
            let operations =
                #"{"operations":[{"operation":"upsert","request":{"key":"a","value":{"x":1}}},"#
                + #"{"operation":"delete","request":{"key":"b"}}]}"#
            #expect(try await standIn.call(sidecar, "POST", Self.path + "/transaction", operations).status == 204)
            let bulk = try await standIn.call(sidecar, "POST", Self.path + "/bulk", #"{"keys":["a","missing"]}"#)
            #expect(bulk.text == #"[{"key":"a","data":{"x":1},"etag":"1"},{"key":"missing"}]"# + "\n")
            let bad = #"{"operations":[{"operation":"nope","request":{"key":"a"}}]}"#
            #expect(
                try await standIn.call(sidecar, "POST", Self.path + "/transaction", bad).errorCode
                    == "ERR_NOT_SUPPORTED_STATE_OPERATION")
            let stale = #"{"operations":[{"operation":"upsert","request":{"key":"a","value":2,"etag":"8"}}]}"#
            let response = try await standIn.call(sidecar, "POST", Self.path + "/transaction", stale)
            #expect(response.status == 500 && response.errorCode == "ERR_STATE_TRANSACTION")
        }
    }

    @Test(arguments: [
        (#"{"key":"k"}"#, "json: cannot unmarshal object into Go value of type []state.SetRequest"), ("", "EOF"),
        ("[", "unexpected EOF"), (#"[{"value":1}]"#, #""key" is a required field"#),
        (
            #"[{"key":"k","etag":3}]"#,
            "json: cannot unmarshal number into Go struct field SetRequest.etag of type string"
        ),
        (
            #"[{"key":"a||b"}]"#,
            "api error: code = InvalidArgument desc = input key/keyPrefix 'a||b' can't contain '||'"
        ),
    ])
    func whatCannotBeReadIsMalformed(_ body: String, _ message: String) async throws {
        try await withSidecar { standIn, sidecar in
            let response = try await standIn.call(sidecar, "POST", Self.path, body)
            #expect(response.status == 400 && response.errorCode == "ERR_MALFORMED_REQUEST")
            #expect(response.json["message"]?.string == message)
        }
    }

    @Test func timeToLiveIsKeptUntilItIsTakenAway() async throws {
        let database = LogDatabase(path: ":memory:")
        func set(_ ttl: Int64?, now: Int64) async throws {
            _ = try await database.apply(
                [.set(key: "k", data: [49], expected: 0, firstWrite: false, ttlSeconds: ttl)], now: now)
        }
        try await set(1, now: 0)
        #expect(try await database.state("k", now: 999)?.version == 1)
        try await set(nil, now: 500)
        #expect(try await database.state("k", now: 999)?.version == 2)
        #expect(try await database.state("k", now: 1000) == nil)
        try await set(5, now: 2000)
        #expect(try await database.state("k", now: 2001)?.version == 1)
        try await set(-1, now: 3000)
        #expect(try await database.state("k", now: 1_000_000)?.version == 2)
    }

    @Test func storesAreKnownByNameAndKeysByApplication() async throws {
        try await withStandIn { standIn in
            let (one, two) = (try standIn.add("one"), try standIn.add("two"))
            _ = try await standIn.call(one, "POST", Self.path, #"[{"key":"k","value":1}]"#)
            #expect(try await standIn.call(two, "GET", Self.path + "/k").status == 204)
            let unknown = try await standIn.call(one, "GET", "/v1.0/state/nope/k")
            #expect(
                unknown.text
                    == #"{"errorCode":"ERR_STATE_STORE_NOT_FOUND","message":"state store nope is not found","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"one"},"reason":"DAPR_STATE_NOT_FOUND"}]}"#
            )
            #expect(unknown.status == 400)
        }
        try await withStandIn([StandIn.pubsub]) { standIn in
            let sidecar = try standIn.add("bare")
            let response = try await standIn.call(sidecar, "GET", Self.path + "/k")
            #expect(response.status == 500 && response.errorCode == "ERR_STATE_STORE_NOT_CONFIGURED")
        }
    }
}
