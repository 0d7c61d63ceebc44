import FoundationEssentials
import HTTP
import Reactor
import TestSupport
import Testing

/// Requests with flipped bits, cut short, doubled, spliced, and split into writes at any byte.
///
/// `MUTATION_SECONDS=60` runs it for longer, `MUTATION_SEED=…` repeats a run.
@LoopActor @Suite struct MutatedRequestTests {
    private static let seeds = [
        "GET /api/tasks?limit=20&cursor=abc HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n",
        "POST /api/tasks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n"
            + #"{"title":"abc"}"#,
        "PATCH /api/tasks/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n3;e=1\r\nfgh\r\n0\r\nX-T: 1\r\n\r\n",
        "DELETE /api/tasks/%7B1%7D HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "HEAD /stream HTTP/1.0\r\nConnection: keep-alive\r\nCookie: a=b; c=d\r\n\r\n",
        "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://x/wait?a=%20+%C3%A4 HTTP/1.1\r\nHost: x\r\n\r\nGET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ].map { Array($0.utf8) }

    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test func neverEndTheServerNorTakeItOutOfService() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["MUTATION_SECONDS"].flatMap { Int($0) } ?? 2
        var random = Random(state: environment["MUTATION_SEED"].flatMap { UInt64($0) } ?? 1)
        let limits = RouteLimits(body: 1000, bodyTimeout: .milliseconds(300))
        let configuration = HTTPServerConfig(
            headerTimeout: .milliseconds(300), idleTimeout: .milliseconds(300), writeTimeout: .milliseconds(300))
        var handled = 0
        let respond: HTTPServer.Respond = { request in
            handled += 1
            // What the guard promises to every handler.
            #expect(request.method.rawValue.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x2D })
            #expect(!request.segments.contains { $0 == ".." || $0 == "." || $0.utf8.contains(0) })
            #expect(request.body.count <= 1000)
            #expect(!(request.headers.contains("Content-Length") && request.headers.contains("Transfer-Encoding")))
            #expect(request.headers.values("Host").count <= 1)
            #expect(request.headers.allSatisfy { !$0.value.utf8.contains { $0 < 0x20 && $0 != 9 } })
            if request.path == "/stream" {
                let stream = ResponseStream()
                stream.send("data: 1\n\n")
                if request.headers.isEmpty { stream.finish() }
                return .stream(stream)
            }
            if request.path == "/wait" { try? await LoopClock().sleep(for: .milliseconds(1)) }
            return .bytes(.ok, request.body, type: "a/b")
        }
        var sent = 0
        try await withServer(configuration, limits: { _ in limits }, respond: respond) { server in
            let end = LoopClock.Instant.now.advanced(by: .seconds(seconds))
            while LoopClock.Instant.now < end {
                for _ in 0..<50 {
                    let client = try RawConnection(port: server.port)
                    for piece in pieces(&random) {
                        try await client.send(piece)
                        if Bool.random(using: &random) { await Task.yield() }
                    }
                    sent += 1
                    if sent % 97 == 0 {
                        client.finishSending()
                        while try await client.receive() {}
                    }
                    if sent % 3 == 0 { client.reset() } else if sent % 3 == 1 { client.finishSending() }
                }
                let sane = try RawConnection(port: server.port)
                #expect(try await sane.exchange("GET /a HTTP/1.1\r\nHost: x\r\n\r\n").status == 200)
            }
        }
        print("mutated requests: \(sent), of which \(handled) reached a handler")
        #expect(handled > 0 && sent >= 50)
    }

    private func pieces(_ random: inout Random) -> [[UInt8]] {
        var bytes = Self.seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...4, using: &random) { mutate(&bytes, &random) }
        var pieces: [[UInt8]] = []
        while !bytes.isEmpty, pieces.count < 8, Int.random(in: 0..<3, using: &random) > 0 {
            let count = Int.random(in: 1...bytes.count, using: &random)
            pieces.append(Array(bytes[..<count]))
            bytes.removeFirst(count)
        }
        return pieces + [bytes]
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout Random) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[at] = [0, 9, 10, 13, 32, 37, 47, 58, 127, 255].randomElement(using: &random) ?? 0
        case 2: bytes.removeSubrange(at...)
        case 3: bytes.insert(contentsOf: bytes[at...].prefix(40), at: at)
        case 4: bytes.remove(at: at)
        case 5:
            let other = Self.seeds.randomElement(using: &random) ?? []
            bytes.replaceSubrange(at..., with: other.dropFirst(min(at, other.count)))
        default:
            let header = ["Content-Length: 4\r\n", "Transfer-Encoding: chunked\r\n", "Host: y\r\n", "A:\r\n b\r\n"]
            guard let line = header.randomElement(using: &random), let end = bytes.firstIndex(of: 10) else { return }
            bytes.insert(contentsOf: line.utf8, at: end + 1)
        }
    }
}
