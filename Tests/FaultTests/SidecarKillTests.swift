import FoundationEssentials
import HTTPClient
import Reactor
import TestSupport
import Testing

/// The development sidecar itself, killed in the middle of publishing.
@LoopActor @Suite(.serialized, .withPrograms, .todoDatabase, .noHanging) struct SidecarKillTests {
    /// What was asked of it, and what it said.
    @LoopActor private final class Publisher {
        private(set) var accepted: [String] = []
        private(set) var unanswered = 0
        let answered = Tally()
        private let stage: Stage
        private let port: Int
        private var number = 0
        var isOver = false

        init(_ stage: Stage) {
            self.stage = stage
            port = stage.ports(.relay).sidecar
        }

        /// Publishes one after the other, singly and in bulk in turn.
        func run(_ lane: Int) async {
            while !isOver {
                number += 1
                let ids = number % 3 == 0 ? (0..<20).map { "\(lane)-\(number)-\($0)" } : ["\(lane)-\(number)"]
                if await publish(ids, key: "key-\(lane)") {
                    accepted += ids
                    answered.add()
                } else {
                    unanswered += 1
                    // Whoever is refused comes again; it is dead for a while.
                    try? await LoopClock().sleep(for: .milliseconds(20))
                }
            }
        }

        private func publish(_ ids: [String], key: String) async -> Bool {
            func event(_ id: String) -> String { #"{"id":"\#(id)","type":"t","source":"s","data":{}}"# }
            let entries = ids.map {
                #"{"entryId":"\#($0)","event":\#(event($0)),"contentType":"application/cloudevents+json","metadata":{"partitionKey":"\#(key)"}}"#
            }
            let isBulk = ids.count > 1
            let path =
                isBulk ? "bulk/kafka-pubsub/task-events" : "kafka-pubsub/task-events?metadata.partitionKey=\(key)"
            let type = isBulk ? "application/json" : "application/cloudevents+json"
            let response = try? await stage.client.send(
                HTTPClientRequest(
                    method: "POST", url: "http://127.0.0.1:\(port)/v1.0/publish/\(path)",
                    headers: ["Content-Type": type],
                    body: Array((isBulk ? "[\(entries.joined(separator: ","))]" : event(ids[0])).utf8)))
            return response?.status == 204
        }
    }

    @Test func whatItHasAcceptedSurvivesItsDeaths() async throws {
        try await Programs.run { programs, stage in
            var sidecar = try await programs.startSidecar()
            let publisher = Publisher(stage)
            async let publishing = concurrently(8) { await publisher.run($0) }
            for death in 1...4 {
                await publisher.answered.reached(death * 150)
                try await sidecar.killNow()
                sidecar = try await programs.startSidecar()
            }
            await publisher.answered.reached(publisher.answered.count + 50)
            publisher.isOver = true
            _ = await publishing
            // The killed members hold their partitions for a session first.
            let accepted = publisher.accepted
            try await eventually("every accepted event") {
                Set(stage.recorder.events.map(\.id)).isSuperset(of: accepted)
            }
            // It was killed while it was asked, and each lane's events came in the order in which they were accepted.
            #expect(publisher.unanswered > 0 && Set(accepted).count == accepted.count)
            let first = stage.recorder.firstEvents(on: "task-events").map(\.id)
            let known = Set(accepted)
            for lane in 0..<8 {
                let sent = accepted.filter { $0.hasPrefix("\(lane)-") }
                #expect(first.filter { $0.hasPrefix("\(lane)-") && known.contains($0) } == sent)
            }
        }
    }
}
