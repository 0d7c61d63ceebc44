import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// Start, tokens, invocation, bindings: what a sidecar does beside events and state.
@LoopActor @Suite struct SidecarTests {
    private static let cron = """
        kind: Component
        metadata: {name: tick}
        spec:
          type: bindings.cron
          metadata:
            - {name: schedule, value: "@every 20ms"}
        """
    private static let web = """
        kind: Component
        metadata: {name: web}
        spec:
          type: bindings.http
          metadata:
            - {name: url, value: "http://127.0.0.1:PORT/base"}
        """

    @Test func healthFollowsTheApplication() async throws {
        let application = Application()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            let early = try await standIn.call(sidecar, "GET", "/v1.0/healthz")
            #expect(early.status == 500)
            #expect(early.text == #"{"errorCode":"ERR_HEALTH_NOT_READY","message":"dapr is not ready: [runtime]"}"#)
            #expect(try await standIn.call(sidecar, "GET", "/v1.0/healthz/outbound").status == 204)
            #expect(try await standIn.call(sidecar, "POST", "/v1.0/publish/pubsub/t", "{}").status == 204)
            try application.start()
            sidecar.runtime.channel?.port = application.port
            while try await standIn.call(sidecar, "GET", "/v1.0/healthz").status != 204 {}
            #expect(application.calls == ["GET /dapr/config", "GET /dapr/subscribe"])
            let other = try await standIn.call(sidecar, "GET", "/v1.0/healthz?appid=other")
            #expect(other.errorCode == "ERR_HEALTH_APPID_NOT_MATCH")
        }
        await application.stop()
    }

    @Test func tokensAreAskedForAndSent() async throws {
        let application = Application()
        application.subscriptions = DeliveryTests.single
        try application.start()
        try await withStandIn(change: { $0.tokens = .init(api: "in", app: "out") }) { standIn in
            let sidecar = try standIn.add("shop", for: application)
            let refused = try await standIn.call(sidecar, "GET", "/v1.0/metadata")
            #expect(refused.status == 401 && refused.text == "invalid api token\n")
            #expect(refused.headers["Content-Type"] == "text/plain; charset=utf-8")
            #expect(try await standIn.call(sidecar, "GET", "/v1.0/healthz/outbound").status == 204)
            let path = "/v1.0/publish/pubsub/orders?metadata.dapr-api-token=forged"
            #expect(
                try await standIn.call(sidecar, "POST", path, "{}", headers: ["dapr-api-token": "in"]).status == 204)
            await application.until { $0.deliveries.count == 1 }
            #expect(application.deliveries[0].headers.values("dapr-api-token") == ["out"])
            #expect(application.headers["/dapr/subscribe"]?["dapr-api-token"] == "out")
            #expect(application.headers["/dapr/subscribe"]?["dapr-app-id"] == "shop")
        }
        await application.stop()
    }

    @Test func anInvocationReachesTheOtherApplicationInThreeForms() async throws {
        let target = Application()
        try target.start()
        target.answer = {
            .bytes(418, Array("\($0.path) \($0.headers["dapr-caller-app-id"] ?? "")".utf8), type: "text/x")
        }
        try await withStandIn { standIn in
            let caller = try standIn.add("a")
            try standIn.add("b", for: target)
            let forms: [(String, HTTPClientHeaders)] = [
                ("/v1.0/invoke/b/method/x%2By", [:]), ("/x%2By", ["dapr-app-id": "b"]),
                ("/x%2By", ["Authorization": "Basic ZGFwci1hcHAtaWQ6Yg=="]),
            ]
            for (path, headers) in forms {
                let response = try await standIn.call(caller, "POST", path, "body", headers: headers)
                #expect(
                    response.status == 418 && response.text == "/x%2By a"
                        && response.headers["Content-Type"] == "text/x")
            }
            #expect(target.deliveries.allSatisfy { $0.headers["dapr-app-id"] == nil && $0.body == Array("body".utf8) })
            let unknown = try await standIn.call(caller, "GET", "/v1.0/invoke/nobody/method/x")
            #expect(
                unknown.text
                    == #"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: nobody, err: no host found with the given ID"}"#
            )
        }
        await target.stop()
    }

    @Test func everyReplicaHearsTheCronThatItSubscribedTo() async throws {
        let (one, two, deaf) = (Application(), Application(), Application())
        deaf.knowsBindings = false
        for application in [one, two, deaf] { try application.start() }
        try await withStandIn([Self.cron]) { standIn in
            try standIn.add("shop", for: one)
            try standIn.add("shop", for: two, replica: 1)
            try standIn.add("deaf", for: deaf)
            for application in [one, two] { await application.until { $0.deliveries.count >= 3 } }
            #expect(one.calls.contains("OPTIONS /tick") && deaf.calls.contains("OPTIONS /tick"))
            #expect(one.deliveries[0].path == "/tick" && one.deliveries[0].body.isEmpty)
            #expect(one.deliveries[0].headers["Content-Type"] == "application/json")
            #expect(one.deliveries[0].headers["Readtimeutc"]?.hasSuffix("+0000 UTC") == true)
            #expect(deaf.deliveries.isEmpty)
        }
        for application in [one, two, deaf] { await application.stop() }
    }

    @Test func theHTTPBindingPassesHeadersBothWays() async throws {
        let upstream = Application()
        try upstream.start()
        upstream.answer = { delivery in
            var response = HTTPResponse.bytes(
                delivery.path == "/base/bad" ? 503 : 200, delivery.body, type: "text/html")
            response.headers.add("X-Up", "1")
            return response
        }
        try await withStandIn([Self.web.replacing("PORT", with: "\(upstream.port)")]) { standIn in
            let sidecar = try standIn.add("shop")
            let call = #"{"operation":"post","data":"text","metadata":{"path":"/x","X-Mine":"1","x-lower":"2"}}"#
            let good = try await standIn.call(sidecar, "POST", "/v1.0/bindings/web", call)
            #expect(good.status == 200 && good.text == "\"text\"" && good.headers["metadata.statusCode"] == "200")
            #expect(good.headers["metadata.X-Up"] == "1" && good.headers["Content-Type"] == "application/json")
            #expect(upstream.deliveries[0].path == "/base/x" && upstream.deliveries[0].headers["X-Mine"] == "1")
            #expect(upstream.deliveries[0].headers["x-lower"] == nil)
            let bad = #"{"operation":"post","metadata":{"path":"bad"}}"#
            let refused = try await standIn.call(sidecar, "POST", "/v1.0/bindings/web", bad)
            #expect(refused.status == 500 && refused.text.contains("received status code 503"))
            for (body, part) in [
                (#"{"operation":"nope"}"#, "does not support operation nope"),
                (#"{"data":1}"#, "operation field is missing"),
            ] {
                let response = try await standIn.call(sidecar, "POST", "/v1.0/bindings/web", body)
                #expect(response.status == 500 && response.text.contains(part))
            }
            let unknown = try await standIn.call(sidecar, "POST", "/v1.0/bindings/nope", #"{"operation":"create"}"#)
            #expect(unknown.text.hasSuffix(#"couldn't find output binding nope"}"#))
        }
        await upstream.stop()
    }

    @Test func metadataTellsWhatIsLoaded() async throws {
        let application = Application()
        application.subscriptions = DeliveryTests.single
        try application.start()
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop", for: application)
            while try await standIn.call(sidecar, "GET", "/v1.0/healthz").status != 204 {}
            #expect(try await standIn.call(sidecar, "PUT", "/v1.0/metadata/k", "v 1").status == 204)
            let metadata = try await standIn.call(sidecar, "GET", "/v1.0/metadata").json
            #expect(metadata["id"] == "shop" && metadata["extended"]?["k"] == "v 1")
            #expect(metadata["components"]?.array?.compactMap { $0["name"]?.string } == ["pubsub", "statestore"])
            #expect(metadata["subscriptions"]?[0]?["type"] == "PROGRAMMATIC")
            #expect(metadata["appConnectionProperties"]?["port"]?.int == application.port)
        }
        await application.stop()
    }

    @Test func aShutdownEndsOneSidecarAndTheLastOneTheHost() async throws {
        try await withStandIn { standIn in
            let (one, two) = (try standIn.add("one"), try standIn.add("two"))
            let ended = Tally()
            standIn.host.onShutdown = { _ in ended.add() }
            #expect(try await standIn.call(one, "POST", "/v1.0/shutdown").status == 204)
            #expect(try await standIn.call(two, "POST", "/v1.0/publish/pubsub/t", "{}").status == 204)
            #expect(ended.count == 0)
            #expect(try await standIn.call(two, "POST", "/v1.0/shutdown").status == 204)
            await ended.reached(1)
        }
    }

    @Test func aComponentThatCannotBeStopsTheStart() async throws {
        try await withStandIn(["kind: Component\nmetadata: {name: x}\nspec: {type: state.nope}"]) { standIn in
            #expect(throws: ResourceError.self) { try standIn.add("shop") }
        }
        // What is no YAML is left out with a warning, as daprd does.
        try await withStandIn(["a: [", StandIn.store]) { standIn in
            let sidecar = try standIn.add("shop")
            #expect(try await standIn.call(sidecar, "GET", "/v1.0/state/statestore/k").status == 204)
        }
    }
}
