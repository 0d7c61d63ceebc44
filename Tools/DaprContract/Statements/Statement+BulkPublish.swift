internal import JSON
internal import Reactor

/// Many events in one request.
extension Statement {
    static let bulkPublish: [Statement] = [
        Statement(32, "S: two valid entries → 204; both are delivered", needs: [.pubsub]) { bench in
            let keys = [bench.newKey(), bench.newKey()]
            let entries = keys.map {
                #"{"entryId":"\#($0)","event":{"n":"\#($0)"},"contentType":"application/json","#
                    + #""metadata":{"partitionKey":"\#($0)"}}"#
            }
            try await bench.publishBulk("[\(entries.joined(separator: ","))]").expect(204)
            for key in keys {
                let event = try await bench.first("the entry") { $0.path == Topic.events.path && $0.key == key }
                try Mismatch.unless(event.data?["n"]?.string == key, event.text)
            }
        },
        Statement(33, "S: one entryId twice → 400 ERR_PUBSUB_EVENTS_SER", needs: [.pubsub]) { bench in
            let entry = #"{"entryId":"1","event":1,"contentType":"application/json"}"#
            try await bench.publishBulk("[\(entry),\(entry)]").expect(400, "ERR_PUBSUB_EVENTS_SER")
        },
        Statement(
            34, "S: a text content type with an object → 400 ERR_PUBSUB_EVENTS_SER, nothing is published",
            needs: [.pubsub]
        ) { bench in
            let key = bench.newKey()
            let good =
                #"{"entryId":"1","event":1,"contentType":"application/json","metadata":{"partitionKey":"\#(key)"}}"#
            let bad = #"{"entryId":"2","event":{"n":1},"contentType":"text/plain"}"#
            try await bench.publishBulk("[\(good),\(bad)]").expect(400, "ERR_PUBSUB_EVENTS_SER")
            let came = try await bench.settled(key, on: .events)
            try Mismatch.unless(came.isEmpty, "\(came.map(\.text))")
        },
        Statement(
            35, "S: an object, a string, malformed or empty → 400 ERR_PUBSUB_EVENTS_SER; [] and null → 204",
            needs: [.pubsub]
        ) { bench in
            for body in ["{}", "{", "\"x\"", ""] {
                try await bench.publishBulk(body).expect(400, "ERR_PUBSUB_EVENTS_SER")
            }
            for body in ["[]", "null"] { try await bench.publishBulk(body).expect(204) }
        },
        Statement(36, "S: a broker failure → 500 with failedEntries", needs: [.kafka]) { bench in
            let body = #"[{"entryId":"1","event":1,"contentType":"application/json"}]"#
            let path = "/v1.0/publish/bulk/\(bench.config.pubsub)/not%20a%20topic"
            let answer = try await bench.call("POST", path, body).expect(500, "ERR_PUBSUB_PUBLISH_MESSAGE")
            try Mismatch.unless(answer.json["failedEntries"]?[0]?["entryId"] == "1", answer.seen)
        },
    ]
}
