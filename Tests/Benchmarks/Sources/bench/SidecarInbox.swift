import HTTP
import Reactor

/// The application of ``SidecarBench``: takes batches and notes how long each event was on its way.
@LoopActor final class SidecarInbox {
    /// In nanoseconds.
    private(set) var times: [Int64] = []
    private let began = LoopClock.Instant.now

    var now: Int64 { began.duration(to: .now).nanoseconds }

    func respond(_ request: HTTPRequest) -> HTTPResponse {
        switch request.path {
        case "/dapr/subscribe":
            let list =
                #"[{"pubsubname":"pubsub","topic":"bench","route":"/events","#
                + #""bulkSubscribe":{"enabled":true,"maxMessagesCount":200,"maxAwaitDurationMs":5}}]"#
            return .bytes(.ok, Array(list.utf8), type: "application/json")
        case "/events": return take(request.body)
        default: return .empty(.notFound)
        }
    }

    /// Entry ids are positions; when an event was sent stands in its `sent`.
    private func take(_ body: [UInt8]) -> HTTPResponse {
        let arrival = now
        let before = times.count
        let mark = Array(#""sent":"#.utf8)
        body.withUnsafeBufferPointer { bytes in
            var at = 0
            while at + mark.count < bytes.count {
                guard bytes[at] == mark[0], mark.indices.allSatisfy({ bytes[at + $0] == mark[$0] }) else {
                    at += 1
                    continue
                }
                at += mark.count
                var sent: Int64 = 0
                while at < bytes.count, (48...57).contains(bytes[at]) {
                    sent = sent * 10 + Int64(bytes[at] - 48)
                    at += 1
                }
                times.append(arrival - sent)
            }
        }
        let answers = (0..<times.count - before).map { #"{"entryId":"\#($0)","status":"SUCCESS"}"# }
        return .bytes(
            .ok, Array(#"{"statuses":[\#(answers.joined(separator: ","))]}"#.utf8), type: "application/json")
    }
}
