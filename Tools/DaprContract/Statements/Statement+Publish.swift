internal import FoundationEssentials
internal import JSON
internal import Reactor
internal import TodoCore

/// What becomes of an event on its way to the broker.
extension Statement {
    private static let cloudEvent = "application/cloudevents+json"

    static let publish: [Statement] = [
        Statement(12, "S: valid JSON publish → 204, no body", needs: [.pubsub]) { bench in
            try await bench.publish(#"{"a":1}"#, key: bench.newKey()).expect(204)
            try await bench.call(
                "PUT", "/v1.0/publish/\(bench.config.pubsub)/\(bench.name(of: .events))", #"{"a":1}"#
            ).expect(204)
        },
        Statement(13, "A: the envelope has exactly its twelve members", needs: [.pubsub], check: envelope),
        Statement(14, "A: text/plain → data is a string", needs: [.pubsub]) { bench in
            let event = try await bench.delivered("hi <&> é", type: "text/plain").json
            try Mismatch.unless(event["data"]?.string == "hi <&> é", "\(event)")
            try Mismatch.unless(event["datacontenttype"]?.string == "text/plain", "\(event)")
        },
        Statement(15, "A: no content type → datacontenttype text/plain, data a string", needs: [.pubsub]) { bench in
            let event = try await bench.delivered("hi", type: nil).json
            try Mismatch.unless(event["data"]?.string == "hi", "\(event)")
            try Mismatch.unless(event["datacontenttype"]?.string == "text/plain", "\(event)")
        },
        Statement(16, "A: application/octet-stream → data_base64, no data", needs: [.pubsub]) { bench in
            let event = try await bench.delivered("\u{1}\u{2}", type: "application/octet-stream").json
            try Mismatch.unless(event["data_base64"]?.string == "AQI=" && event["data"] == nil, "\(event)")
        },
        Statement(17, "A: application/json; charset=utf-8 → parsed, content type kept", needs: [.pubsub]) { bench in
            let type = "application/json; charset=utf-8"
            let event = try await bench.delivered(#"{"a":1}"#, type: type).json
            try Mismatch.unless(event["data"] == ["a": 1] && event["datacontenttype"]?.string == type, "\(event)")
        },
        Statement(18, "A: invalid JSON as application/json → data is the raw text", needs: [.pubsub]) { bench in
            for text in ["{oops", ""] {
                let event = try await bench.delivered(text).json
                try Mismatch.unless(event["data"]?.string == text, "\(event)")
            }
        },
        Statement(19, "A: 9007199254740993 survives a JSON publish", needs: [.pubsub]) { bench in
            let single = try await bench.delivered(#"{"n":9007199254740993}"#)
            try Mismatch.unless(single.text.contains("9007199254740993"), single.text)
            let own = try await bench.delivered(#"{"id":"n","data":{"n":9007199254740993}}"#, type: cloudEvent)
            try Mismatch.unless(own.text.contains("9007199254740993"), own.text)
        },
        Statement(
            20, "A: a CloudEvent keeps id and source; topic and pubsubname are overwritten", needs: [.pubsub],
            check: ownEnvelope),
        Statement(
            21, "A: a CloudEvent without source, type, specversion gets them; a missing id stays missing",
            needs: [.pubsub], check: incompleteEnvelope),
        Statement(22, "S: a CloudEvent that is no JSON object → 500 ERR_PUBSUB_CLOUD_EVENTS_SER", needs: [.pubsub]) {
            for body in ["{oops", "[1]", "\"text\"", ""] {
                try await $0.publish(body, type: cloudEvent).expect(500, "ERR_PUBSUB_CLOUD_EVENTS_SER")
            }
        },
        Statement(23, "A: metadata.cloudevent.type and .id override", needs: [.pubsub]) { bench in
            let event = try await bench.delivered(
                "{}", query: "metadata.cloudevent.type=foo&metadata.cloudevent.id=7&metadata.CloudEvent.Subject=s"
            ).json
            try Mismatch.unless(event["type"]?.string == "foo" && event["id"]?.string == "7", "\(event)")
            try Mismatch.unless(event["subject"]?.string == "s", "\(event)")
        },
        Statement(
            24, "A: ttlInSeconds=60 → expiration about a minute from now, in UTC", needs: [.pubsub], check: expiry),
        Statement(25, "A: an event whose expiration is past is not delivered", needs: [.pubsub]) { bench in
            let key = bench.newKey()
            let old = #"{"id":"old","expiration":"2020-01-01T00:00:00Z","data":1}"#
            try await bench.publish(old, type: cloudEvent, key: key).expect(204)
            let came = try await bench.settled(key, on: .events)
            try Mismatch.unless(came.isEmpty, "\(came.map(\.text))")
        },
        Statement(26, "S: ttlInSeconds=abc → 204 and no expiration", needs: [.pubsub]) { bench in
            let event = try await bench.delivered("{}", query: "metadata.ttlInSeconds=abc").json
            try Mismatch.unless(event["expiration"] == nil, "\(event)")
        },
        Statement(27, "S: rawPayload=maybe → 400 ERR_PUBSUB_REQUEST_METADATA", needs: [.pubsub]) { bench in
            try await bench.publish("{}", query: "metadata.rawPayload=maybe")
                .expect(400, "ERR_PUBSUB_REQUEST_METADATA")
        },
        Statement(28, "A: raw publish to a raw subscription → data_base64 is the body", needs: [.pubsub], check: raw),
        Statement(29, "S: unknown pubsub → 404 ERR_PUBSUB_NOT_FOUND", needs: []) { bench in
            let answer = try await bench.call("POST", "/v1.0/publish/nope/t", "{}").expect(404, "ERR_PUBSUB_NOT_FOUND")
            let reason = answer.json["details"]?[0]?["reason"]?.string
            try Mismatch.unless(reason == "DAPR_PUBSUB_NOT_FOUND", answer.seen)
        },
        Statement(30, "S: forbidden topic → 403 ERR_PUBSUB_FORBIDDEN", needs: [.component(Name.scoped)]) { bench in
            try await bench.call("POST", "/v1.0/publish/\(Name.scoped)/other", "{}")
                .expect(403, "ERR_PUBSUB_FORBIDDEN")
            let entry = #"[{"entryId":"1","contentType":"application/json","event":1}]"#
            try await bench.call("POST", "/v1.0/publish/bulk/\(Name.scoped)/other", entry)
                .expect(403, "ERR_PUBSUB_FORBIDDEN")
        },
        Statement(
            31, "S: a topic with a slash is delivered; kafka: 500 ERR_PUBSUB_PUBLISH_MESSAGE", needs: [.pubsub],
            check: slash),
    ]

    @LoopActor private static func envelope(_ bench: Bench) async throws {
        let event = try await bench.delivered(#"{"a":1}"#).json
        let members = Set(event.object?.names ?? [])
        let wanted: Set = [
            "data", "datacontenttype", "id", "pubsubname", "source", "specversion", "time", "topic", "traceid",
            "traceparent", "tracestate", "type",
        ]
        try Mismatch.unless(members == wanted, "\(members.sorted())")
        let values: [(String, JSONValue)] = [
            ("specversion", "1.0"), ("type", "com.dapr.event.sent"), ("source", .string(bench.appID)),
            ("topic", .string(bench.name(of: .events))), ("pubsubname", .string(bench.config.pubsub)),
            ("datacontenttype", "application/json"), ("data", ["a": 1]),
        ]
        for (name, value) in values { try Mismatch.unless(event[name] == value, "\(name) in \(event)") }
        try Mismatch.unless(event["id"]?.string?.isEmpty == false, "\(event)")
        _ = try time(event, "time")
    }

    @LoopActor private static func ownEnvelope(_ bench: Bench) async throws {
        let body =
            #"{"specversion":"1.0","id":"X","source":"Y","type":"T","topic":"no","pubsubname":"no","data":1,"ext":"e"}"#
        let event = try await bench.delivered(body, type: cloudEvent).json
        let values: [(String, String)] = [
            ("id", "X"), ("source", "Y"), ("type", "T"), ("ext", "e"), ("topic", bench.name(of: .events)),
            ("pubsubname", bench.config.pubsub),
        ]
        for (name, value) in values { try Mismatch.unless(event[name]?.string == value, "\(name) in \(event)") }
    }

    @LoopActor private static func incompleteEnvelope(_ bench: Bench) async throws {
        let event = try await bench.delivered(#"{"data":1}"#, type: cloudEvent).json
        let values = [("source", "Dapr"), ("type", "com.dapr.event.sent"), ("specversion", "1.0")]
        for (name, value) in values { try Mismatch.unless(event[name]?.string == value, "\(name) in \(event)") }
        try Mismatch.unless(event["id"] == nil && event["datacontenttype"] == nil, "\(event)")
    }

    @LoopActor private static func expiry(_ bench: Bench) async throws {
        let event = try await bench.delivered("{}", query: "metadata.ttlInSeconds=60").json
        let left = try time(event, "expiration").timeIntervalSince(time(event, "time"))
        try Mismatch.unless((58...62).contains(left), "\(left) s between time and expiration in \(event)")
        try Mismatch.unless(event["expiration"]?.string?.hasSuffix("Z") == true, "\(event)")
    }

    @LoopActor private static func raw(_ bench: Bench) async throws {
        let event = try await bench.delivered(
            "raw", type: "text/plain", query: "metadata.rawPayload=true", to: .raw
        ).json
        let values = [
            ("data_base64", "cmF3"), ("datacontenttype", "application/octet-stream"), ("source", "Dapr"),
        ]
        for (name, value) in values { try Mismatch.unless(event[name]?.string == value, "\(name) in \(event)") }
        try Mismatch.unless(event["time"] == nil && event["data"] == nil, "\(event)")
    }

    @LoopActor private static func slash(_ bench: Bench) async throws {
        for topic in ["\(bench.prefix)-a/b", "\(bench.prefix)-a%2Fb"] {
            let key = bench.newKey()
            let answer = try await bench.call(
                "POST", "/v1.0/publish/\(bench.config.pubsub)/\(topic)?metadata.partitionKey=\(key)", "{}")
            guard !bench.isKafka else {
                try answer.expect(500, "ERR_PUBSUB_PUBLISH_MESSAGE")
                continue
            }
            try answer.expect(204)
            let event = try await bench.first("the event") { $0.key == key }.json
            try Mismatch.unless(event["topic"]?.string == bench.name(of: .slashed), "\(event)")
        }
    }

    private static func time(_ event: JSONValue, _ name: String) throws -> Date {
        guard let date = event[name]?.string.flatMap({ try? Timestamp.parse($0) }) else {
            throw Mismatch("\(name) is no RFC 3339 time: \(event)")
        }
        return date
    }
}
