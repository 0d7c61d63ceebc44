import FoundationEssentials
import HTTP
import HTTPClient
import Observability
import Reactor

/// A publisher and the application that gets its events back, in bulk.
@LoopActor final class SidecarBench {
    private let url: String
    private let client = HTTPClient(window: 64)
    private let server: HTTPServer
    private let inbox = SidecarInbox()
    private var published = 0
    private var refused = 0

    struct NoDelivery: Error {}

    /// - Parameters:
    ///   - url: the sidecar's.
    ///   - port: where it looks for its application.
    init(_ url: String, port: Int) throws {
        self.url = url
        let inbox = inbox
        server = HTTPServer(
            HTTPServerConfig(host: "127.0.0.1", port: port), name: "bench", logger: Logger("bench", level: .error),
            metrics: Metrics(), limits: { _ in RouteLimits(body: 16 << 20) }, respond: { inbox.respond($0) })
        try server.start()
    }

    /// The report: events a second, p50 and p99 in milliseconds from publish to handler.
    func run(_ name: String, seconds: Int, inFlight: Int) async throws -> String {
        try await ready()
        let begin = LoopClock.Instant.now
        let end = begin.advanced(by: .seconds(seconds))
        await withTaskGroup { group in
            for lane in 0..<inFlight {
                if name == "sidecar" {
                    group.addTask { await self.fill(lane, until: end) }
                } else {
                    group.addTask { await self.pace(lane, of: inFlight, until: end) }
                }
            }
        }
        let limit = LoopClock.Instant.now.advanced(by: .seconds(30))
        while inbox.times.count < published {
            guard LoopClock.Instant.now < limit else { throw NoDelivery() }
            try await LoopClock().sleep(for: .milliseconds(1))
        }
        let took = begin.duration(to: .now) / .seconds(1)
        let times = inbox.times.sorted()
        func milliseconds(_ share: Double) -> Double {
            times.isEmpty ? 0 : Double(times[Int(Double(times.count - 1) * share)] / 1_000) / 1_000
        }
        let failures = refused > 0 ? " refused:\(refused)" : ""
        return "\(Int(Double(times.count) / took)) \(milliseconds(0.5)) \(milliseconds(0.99))\(failures)"
    }

    private func ready() async throws {
        for _ in 0..<200 {
            let health = try? await client.send(HTTPClientRequest(url: url + "/v1.0/healthz"))
            if health?.status == 204 { return }
            try await LoopClock().sleep(for: .milliseconds(50))
        }
        throw NoDelivery()
    }

    private static let padding = String(repeating: "x", count: 1024)

    /// 1 KiB of JSON.
    private func event() -> String {
        let head = #"{"sent":\#(inbox.now),"pad":""#
        return head + Self.padding.dropFirst(head.utf8.count + 2) + "\"}"
    }

    /// As many as go, 100 in a call.
    private func fill(_ lane: Int, until end: LoopClock.Instant) async {
        var number = 0
        while LoopClock.Instant.now < end {
            var entries = "["
            for index in 0..<100 {
                entries += index == 0 ? "" : ","
                entries += #"{"entryId":"\#(index)","event":"# + event() + #","contentType":"application/json","#
                entries += #""metadata":{"partitionKey":"\#(lane)-\#((number + index) % 16)"}}"#
            }
            number += 1
            await publish("bulk/pubsub/bench", entries + "]", 100)
        }
    }

    /// 1,000 a second together, one in a call.
    private func pace(_ lane: Int, of lanes: Int, until end: LoopClock.Instant) async {
        var next = LoopClock.Instant.now.advanced(by: .milliseconds(lane))
        while next < end {
            try? await LoopClock().sleep(until: next, tolerance: nil)
            await publish("pubsub/bench?metadata.partitionKey=\(lane)", event(), 1)
            next = max(next.advanced(by: .milliseconds(lanes)), .now)
        }
    }

    private func publish(_ path: String, _ body: String, _ count: Int) async {
        let request = HTTPClientRequest(
            method: "POST", url: "\(url)/v1.0/publish/\(path)", headers: ["Content-Type": "application/json"],
            body: Array(body.utf8), timeout: .seconds(30))
        if (try? await client.send(request))?.status == 204 { published += count } else { refused += count }
    }
}
