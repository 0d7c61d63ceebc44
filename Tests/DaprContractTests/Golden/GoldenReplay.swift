import HTTP
import HTTPClient
import JSON
import Reactor
import TestSupport

@testable import DaprContract
@testable import DevSidecar

/// The exchanges of one scene, made again.
@LoopActor final class GoldenReplay {
    private let stage: GoldenStage
    private let scene: GoldenScene
    private let exchanges: [GoldenExchange]
    private var sidecars: [String: Sidecar] = [:]
    private var seeded: Set<String> = []
    /// What differed, by exchange.
    private(set) var differences: [String: String] = [:]

    init(_ scene: GoldenScene, _ exchanges: [GoldenExchange]) throws {
        (self.scene, self.exchanges) = (scene, exchanges)
        stage = try GoldenStage(scene)
    }

    func run() async throws {
        stage.app.subscriptions[.own] = subscriptions
        try await stage.start()
        do {
            sidecars[scene.appID] = try await stage.add(scene.appID, hasApplication: !scene.isAlone)
            if scene.file == "rest" { sidecars["c2-b"] = try await stage.add("c2-b", hasApplication: !scene.isAlone) }
            if scene.kind == .unhealthy { sidecars[scene.appID]?.runtime.channel?.isHealthy = false }
            for exchange in exchanges {
                do { try await replay(exchange) } catch { differences[exchange.name] = "no answer: \(error)" }
            }
        } catch {
            await stage.stop()
            throw error
        }
        await stage.stop()
    }

    // MARK: One exchange

    private func replay(_ exchange: GoldenExchange) async throws {
        guard let request = exchange.request else { return }
        let sidecar = try await sidecar(of: exchange)
        if scene.file == "state-redis" { try await seed(exchange, sidecar) }
        prepareApplication(for: exchange, request)
        let path = exchange.delivery?["path"]?.string.map { String($0.prefix { $0 != "?" }) }
        let before = stage.app.calls.count
        // The blanks of conversation's answers are not stable.
        let isUnordered = scene.file == "state-redis" || request.path.contains("/conversation/")
        let wanted = Likeness(golden: exchange.answer, isUnordered: isUnordered)
        var seen = Likeness(try await stage.send(request, to: sidecar), isUnordered: isUnordered)
        if request.method == "GET", scene.isTimed {
            // The recording waited for the end of the key here.
            let end = LoopClock.Instant.now.advanced(by: .seconds(5))
            while seen != wanted, .now < end {
                try await LoopClock().sleep(for: .milliseconds(100))
                seen = Likeness(try await stage.send(request, to: sidecar), isUnordered: isUnordered)
            }
        }
        if seen != wanted { differences[exchange.name] = "\nwanted \(wanted)\nseen   \(seen)" }
        if let mail = exchange.mail {
            let (wanted, seen) = (MailLikeness(mail), stage.mailServer.mails.last.map { MailLikeness($0) })
            if seen != wanted { differences[exchange.name] = "\nwanted \(wanted)\nseen   \(seen as Any)" }
        }
        guard seen.status == wanted.status, let delivery = exchange.delivery, let path else { return }
        try await compare(delivery, with: path, after: before, exchange)
    }

    private func compare(
        _ delivery: JSONValue, with path: String, after before: Int, _ exchange: GoldenExchange
    ) async throws {
        let app = stage.app
        let wanted = Likeness(
            delivered: delivery["headers"]?.object?.members.map { ($0.name, $0.value.string ?? "") } ?? [],
            delivery["body"]?.string ?? "")
        // An event of an exchange whose delivery was not recorded may come between.
        let seen = { @LoopActor () -> [Likeness] in
            app.calls[before...].filter { $0.path == path }.map {
                Likeness(delivered: $0.headers.map { $0 }, $0.text)
            }
        }
        do {
            try await app.until("the delivery", within: .seconds(10)) { seen().contains(wanted) }
        } catch {
            let came = seen().map(\.description).joined(separator: "\n")
            differences[exchange.name] = "\nwanted at \(path) \(wanted)\nseen \(came)"
        }
    }

    /// The publisher, which an event names as its source; or the second application of the recording.
    private func sidecar(of exchange: GoldenExchange) async throws -> Sidecar {
        let source = exchange.delivery?["body"]?.string?.firstMatch(of: /"source":"(c1-4fca53-[^"]+)"/)?.1
        let isSecond = ["state-redis 75 #2", "state-redis 75 #3"].contains(exchange.name)
        let appID = isSecond ? "c2-app2" : source.map(String.init) ?? scene.appID
        if let known = sidecars[appID] { return known }
        let sidecar = try await stage.add(appID, hasApplication: false)
        sidecars[appID] = sidecar
        return sidecar
    }

    // MARK: What was there before

    /// The application's subscriptions: each topic that something was delivered of, to where it was.
    private var subscriptions: JSONValue {
        var entries: [JSONValue] = []
        var topics: Set<String> = []
        for exchange in exchanges {
            guard let parts = exchange.request?.path.prefix(while: { $0 != "?" }).split(separator: "/"),
                parts.count >= 4, parts[1] == "publish", let path = exchange.delivery?["path"]?.string
            else { continue }
            let isBulk = parts[2] == "bulk"
            let (pubsub, topic) = (String(parts[isBulk ? 3 : 2]), String(parts[isBulk ? 4 : 3]))
            guard topics.insert(topic).inserted else { continue }
            var entry: JSONObject = [
                "pubsubname": .string(pubsub), "topic": .string(topic), "route": .string(path),
            ]
            if path == "/raw" { entry["metadata"] = ["rawPayload": "true"] }
            if path == "/bulk" {
                entry["bulkSubscribe"] = ["enabled": true, "maxMessagesCount": 5, "maxAwaitDurationMs": 200]
            }
            entries.append(.object(entry))
        }
        return .array(entries)
    }

    /// What is invoked, or is behind the binding, answers what the recording says it did.
    private func prepareApplication(for exchange: GoldenExchange, _ request: GoldenExchange.Request) {
        let members = exchange.answer["headers"]?.object?.members ?? []
        let (status, body) = (exchange.answer["status"]?.int ?? 200, exchange.answer["body"]?.string ?? "")
        if request.path.hasPrefix("/v1.0/bindings/") {
            let asked = (try? JSONReader.parse(Array(request.body.utf8)))?["metadata"]?["path"]?.string
            let path = exchange.delivery?["path"]?.string ?? "/base" + (asked.map { "/\($0)" } ?? "")
            let code = members.first { $0.name == "metadata.statuscode" }?.value.string.flatMap { Int($0) } ?? 200
            let headers = members.compactMap { member -> (String, String)? in
                guard member.name.hasPrefix("metadata."),
                    !["metadata.status", "metadata.statuscode"].contains(member.name)
                else { return nil }
                return (String(member.name.dropFirst("metadata.".count)), member.value.string ?? "")
            }
            script(path, HTTPStatus(code), headers, status == 200 ? body : "down")
        } else if let parts = request.path.firstMatch(of: /\/method(\/[^?]*)/)?.1
            ?? (request.path.hasPrefix("/v1.0") ? nil : request.path[...])
        {
            guard !body.contains("ERR_DIRECT_INVOKE") else { return }
            script(String(parts), HTTPStatus(status), members.map { ($0.name, $0.value.string ?? "") }, body)
        }
    }

    private func script(_ path: String, _ status: HTTPStatus, _ headers: [(String, String)], _ body: String) {
        var response = HTTPResponse(status)
        let kept = headers.filter {
            !["date", "server", "content-length", "transfer-encoding", "connection", "traceparent"].contains($0.0)
        }
        for (name, value) in kept { response.headers.add(name, value) }
        if !body.isEmpty { response.body = .bytes(Array(body.utf8)) }
        let isSlow = scene.kind == .slowUpstream
        stage.app.script(String(path.prefix { $0 != "?" })) { _ in
            if isSlow { try? await LoopClock().sleep(for: .seconds(1)) }
            return response
        }
    }

    /// Keys had versions of earlier recordings: saves them as often as the first version seen says.
    private func seed(_ exchange: GoldenExchange, _ sidecar: Sidecar) async throws {
        guard seeded.insert(exchange.statement).inserted else { return }
        for (key, count) in missingSaves(exchanges.filter { $0.statement == exchange.statement }) where count > 0 {
            for _ in 0..<count {
                _ = try await stage.send(
                    GoldenExchange.Request(
                        method: "POST", path: "/v1.0/state/\(key.store)",
                        headers: ["Content-Type": "application/json"],
                        body: JSONValue.array([["key": .string(key.name), "value": 0]]).description), to: sidecar)
            }
        }
    }

    private static func decoded(_ part: String) -> String {
        (try? HTTPRequest(.get, "/" + part.replacing("+", with: "%20")))?.segments.first ?? part
    }

    private struct Key: Hashable {
        let store: String
        let name: String
    }

    /// Per key: the version that was seen first, less the saves before it; nothing once it was deleted before.
    private func missingSaves(_ exchanges: [GoldenExchange]) -> [Key: Int] {
        var saves: [Key: Int] = [:]
        var missing: [Key: Int] = [:]
        for exchange in exchanges {
            guard let request = exchange.request else { continue }
            let parts = request.path.prefix { $0 != "?" }.split(separator: "/").map(String.init)
            guard parts.count >= 3, parts[1] == "state" else { continue }
            let body = try? JSONReader.parse(Array(request.body.utf8))
            switch (request.method, parts.count) {
            case ("POST", 3) where exchange.answer["status"]?.int == 204:
                for item in body?.array ?? [] {
                    saves[Key(store: parts[2], name: item["key"]?.string ?? ""), default: 0] += 1
                }
            case ("POST", 3) where exchange.answer["status"]?.int == 409:
                // What has no version in it is stored all the same.
                for item in body?.array ?? [] where item["etag"] == nil {
                    saves[Key(store: parts[2], name: item["key"]?.string ?? ""), default: 0] += 1
                }
            case ("POST", 4) where parts[3] == "transaction":
                for item in body?["operations"]?.array ?? [] where item["operation"] == "upsert" {
                    saves[Key(store: parts[2], name: item["request"]?["key"]?.string ?? ""), default: 0] += 1
                }
            case ("POST", 4) where parts[3] == "bulk":
                let text = exchange.answer["body"]?.string ?? ""
                for entry in (try? JSONReader.parse(Array(text.utf8)))?.array ?? [] {
                    let key = Key(store: parts[2], name: entry["key"]?.string ?? "")
                    if let version = entry["etag"]?.string.flatMap({ Int($0) }), missing[key] == nil {
                        missing[key] = version - (saves[key] ?? 0)
                    }
                }
            case ("GET", 4):
                let key = Key(store: parts[2], name: Self.decoded(parts[3]))
                if let version = exchange.answer["headers"]?["etag"]?.string.flatMap({ Int($0) }), missing[key] == nil {
                    missing[key] = version - (saves[key] ?? 0)
                }
            case ("DELETE", 4):
                let key = Key(store: parts[2], name: parts[3])
                if missing[key] == nil { missing[key] = 0 }
            default: break
            }
        }
        return missing
    }
}
