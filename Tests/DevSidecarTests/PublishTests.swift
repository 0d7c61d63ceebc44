import HTTP
import HTTPClient
import JSON
import Reactor
import Testing

@testable import DevSidecar

/// Publish and bulk publish, against the answers of daprd 1.18.3.
@LoopActor @Suite struct PublishTests {
    private static let cloudEvent: HTTPClientHeaders = ["Content-Type": "application/cloudevents+json"]

    private func withSidecar(_ body: @LoopActor (StandIn, Sidecar) async throws -> Void) async throws {
        let scoped = StandIn.pubsub.replacing("name: pubsub", with: "name: scoped")
            .replacing("  metadata:", with: "  metadata:\n    - {name: allowedTopics, value: orders}")
        try await withStandIn([StandIn.pubsub, scoped, StandIn.store]) { standIn in
            try await body(standIn, try standIn.add("app1"))
        }
    }

    /// The one record of a topic that has any.
    private func stored(_ standIn: StandIn, _ topic: String) async throws -> JSONValue {
        for partition in standIn.host.log.topic(topic) {
            if let record = try await standIn.host.log.read(partition, from: 0, limit: 1).first {
                return try JSONReader.parse(record.record.value)
            }
        }
        return .null
    }

    @Test func errorsAreTheRealOnesByteByByte() async throws {
        try await withSidecar { standIn, sidecar in
            let direct =
                #"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed getting app id either from the URL path or the header dapr-app-id"}"#
            for (method, path) in [
                ("GET", "/v1.0/publish/pubsub/t"), ("POST", "/v1.0/publish/pubsub"), ("POST", "/nope"),
            ] {
                try await expect(standIn, sidecar, method, path, "{}", answers: "404 \(direct)")
            }
            let unknown =
                #"{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub nope is not found","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{},"reason":"DAPR_PUBSUB_NOT_FOUND"}]}"#
            try await expect(standIn, sidecar, "POST", "/v1.0/publish/nope/t", "{}", answers: "404 \(unknown)")
            try await expect(standIn, sidecar, "POST", "/v1.0/publish/bulk/nope/t", "[]", answers: "404 \(unknown)")
            let raw =
                #"{"errorCode":"ERR_PUBSUB_REQUEST_METADATA","message":"failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'x'","details":[{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'x'","owner":"","resource_name":"pubsub","resource_type":"pubsub"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"rawPayload":"x"},"reason":"DAPR_PUBSUB_METADATA_DESERIALIZATION"}]}"#
            try await expect(
                standIn, sidecar, "POST", "/v1.0/publish/pubsub/t?metadata.rawPayload=x", "{}", answers: "400 \(raw)")
            let event =
                #"{"errorCode":"ERR_PUBSUB_CLOUD_EVENTS_SER","message":"cannot create cloudevent","details":[{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"cannot create cloudevent","owner":"","resource_name":"pubsub","resource_type":"pubsub"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"app1","error":"unexpected EOF"},"reason":"DAPR_PUBSUB_CLOUD_EVENT_CREATION"}]}"#
            try await expect(
                standIn, sidecar, "POST", "/v1.0/publish/pubsub/t", "{", Self.cloudEvent, answers: "500 \(event)")
            let forbidden =
                #"{"errorCode":"ERR_PUBSUB_FORBIDDEN","message":"topic other is not allowed for app id app1","details":[{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"topic other is not allowed for app id app1","owner":"","resource_name":"scoped","resource_type":"pubsub"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"error":"topic other is not allowed for app id app1","topic":"other"},"reason":"DAPR_PUBSUB_FORBIDDEN"}]}"#
            try await expect(standIn, sidecar, "POST", "/v1.0/publish/scoped/other", "{}", answers: "403 \(forbidden)")
            let bulk =
                #"{"errorCode":"ERR_PUBSUB_EVENTS_SER","message":"error when unmarshaling the request for topic t pubsub pubsub: unexpected EOF","details":[{"@type":"type.googleapis.com/google.rpc.ResourceInfo","description":"error when unmarshaling the request for topic t pubsub pubsub: unexpected EOF","owner":"","resource_name":"pubsub","resource_type":"pubsub"},{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"dapr.io","metadata":{"appID":"app1"},"reason":"DAPR_PUBSUB_UNMARSHAL_EVENTS"}]}"#
            try await expect(standIn, sidecar, "POST", "/v1.0/publish/bulk/pubsub/t", "{", answers: "400 \(bulk)")
        }
    }

    private func expect(
        _ standIn: StandIn, _ sidecar: Sidecar, _ method: String, _ path: String, _ text: String,
        _ headers: HTTPClientHeaders = ["Content-Type": "application/json"], answers expected: String
    ) async throws {
        let response = try await standIn.call(sidecar, method, path, text, headers: headers)
        #expect("\(response.status) \(response.text)" == expected)
        #expect(response.headers["Content-Type"] == "application/json")
    }

    @Test func aPathIsCleanedAndAnEscapedSlashIsPartOfTheTopic() async throws {
        try await withSidecar { standIn, sidecar in
            #expect(try await standIn.call(sidecar, "PUT", "//v1.0//publish/pubsub/t/", "{}").status == 204)
            for path in ["/v1.0/publish/pubsub/a/b", "/v1.0/publish/pubsub/a%2Fb"] {
                let response = try await standIn.call(sidecar, "POST", path, "{}")
                #expect(response.status == 500 && response.errorCode == "ERR_PUBSUB_PUBLISH_MESSAGE")
                #expect(response.text.contains("topic a/b in pubsub pubsub: kafka server"))
            }
        }
    }

    @Test(arguments: [
        ("application/json", #"{"a":9007199254740993}"#, "data", #"{"a":9007199254740993}"#),
        ("application/json; charset=utf-8", "[1]", "data", "[1]"), ("application/json", "{oops", "data", #""{oops""#),
        ("application/json", "", "data", #""""#), ("text/plain", "hi", "data", #""hi""#),
        ("application/vnd.x+json", "{}", "data", #""{}""#),
        ("application/octet-stream", "hi", "data_base64", #""aGk=""#),
        ("", "hi", "data", #""hi""#),
    ])
    func theContentTypeDecidesHowABodyIsWrapped(_ type: String, _ body: String, _ member: String, _ value: String)
        throws
    {
        let context = EnvelopeContext(
            appID: "app1", pubsub: "pubsub", topic: "t", trace: "", tracestate: "", metadata: [:], now: 0)
        let event = try JSONReader.parse(try EventEnvelope(Array(body.utf8), contentType: type, context).bytes)
        #expect(event[member]?.description == value)
        #expect(event["datacontenttype"]?.string == (type.isEmpty ? "text/plain" : type))
        #expect(event["source"] == "app1" && event["time"] == "1970-01-01T00:00:00Z")
    }

    @Test func aCloudEventIsCompletedAndNotRewritten() throws {
        let context = EnvelopeContext(
            appID: "app1", pubsub: "pubsub", topic: "t", trace: "", tracestate: "", metadata: ["cloudevent.id": "no"],
            now: 0)
        func complete(_ text: String) throws -> JSONValue {
            let type = "application/cloudevents+json"
            return try JSONReader.parse(try EventEnvelope(Array(text.utf8), contentType: type, context).bytes)
        }
        let own = try complete(#"{"id":"X","source":"Y","traceid":"T","traceparent":"P","topic":"mine","ext":1}"#)
        #expect(own["id"] == "X" && own["source"] == "Y" && own["traceparent"] == "P" && own["topic"] == "t")
        #expect(own["ext"]?.int == 1 && own["type"] == "com.dapr.event.sent" && own["datacontenttype"] == nil)
        let bare = try complete(#"{"traceparent":"P","source":null}"#)
        #expect(
            bare["source"] == "Dapr" && bare["id"] == nil && bare["traceparent"] == "" && bare["specversion"] == "1.0")
    }

    @Test func overridesAndTimesToLiveComeFromTheQuery() async throws {
        try await withSidecar { standIn, sidecar in
            let query =
                "metadata.cloudevent.ID=7&metadata.cloudevent.type=foo&metadata.ttlInSeconds=60&metadata.cloudevent.subject=s"
            #expect(try await standIn.call(sidecar, "POST", "/v1.0/publish/pubsub/t?\(query)", "{}").status == 204)
            let event = try await stored(standIn, "t")
            #expect(event["id"] == "7" && event["type"] == "foo" && event["subject"] == "s")
            #expect(event["expiration"]?.string.flatMap(WallClock.parse) != nil)
            _ = try await standIn.call(sidecar, "POST", "/v1.0/publish/pubsub/u?metadata.ttlInSeconds=abc", "{}")
            #expect(try await stored(standIn, "u")["expiration"] == nil)
        }
    }

    @Test func f21WhatIsTooLargeFailsAlone() async throws {
        try await withSidecar { standIn, sidecar in
            let large = String(repeating: "x", count: 1_100_000)
            let entries =
                #"[{"entryId":"1","event":1,"contentType":"application/json","metadata":{"partitionKey":"a"}},"#
                + #"{"entryId":"2","event":"\#(large)","contentType":"application/json","metadata":{"partitionKey":"a"}},"#
                + #"{"entryId":"3","event":3,"contentType":"application/json","metadata":{"partitionKey":"a"}}]"#
            let response = try await standIn.call(sidecar, "POST", "/v1.0/publish/bulk/pubsub/t", entries)
            #expect(response.status == 500 && response.json["failedEntries"]?.array?.count == 1)
            #expect(response.json["failedEntries"]?[0]?["entryId"] == "2" && response.json["message"] == nil)
            #expect(response.headers["metadata.error"]?.hasSuffix("kafka: Failed to deliver 1 messages.") == true)
            #expect(standIn.host.log.topic("t").map(\.nextOffset).reduce(0, +) == 2)
            let single = try await standIn.call(sidecar, "POST", "/v1.0/publish/pubsub/t", "\"\(large)\"")
            #expect(single.status == 500 && single.text.contains("Producer.MaxMessageBytes"))
            let stream = try await standIn.call(
                sidecar, "POST", "/v1.0/publish/pubsub/t", String(repeating: "x", count: (4 << 20) + 2))
            #expect(stream.status == 500 && stream.text.contains("stream too large"))
        }
    }

    @Test func toTheBrokerTheRequestsMetadataWins() async throws {
        try await withSidecar { standIn, sidecar in
            let entries =
                #"[{"entryId":"1","event":1,"contentType":"application/json","metadata":{"partitionKey":"own","mine":"1"}}]"#
            let path = "/v1.0/publish/bulk/pubsub/t?metadata.partitionKey=all&metadata.ttlInSeconds=60"
            #expect(try await standIn.call(sidecar, "POST", path, entries).status == 204)
            let partition = standIn.host.log.topic("t")[Partitioner.partition(of: "all", count: 3)]
            let record = try #require(try await standIn.host.log.read(partition, from: 0, limit: 1).first)
            #expect(record.record.key == "all")
            #expect(record.record.headers.map(\.name) == ["mine", "partitionKey", "ttlInSeconds"])
        }
    }

    @Test(arguments: [
        ("[]", 204), ("null", 204), (#"[{"entryId":"1","event":1,"contentType":"text/plain"}]"#, 400),
        (#"[{"entryId":"1","event":"x"}]"#, 400), (#"[{"event":"x","contentType":"text/plain"}]"#, 400),
        (#"[{"entryId":"1","event":"%","contentType":"application/octet-stream"}]"#, 400),
        (#"[{"entryId":"1","event":"aGk=","contentType":"application/octet-stream"}]"#, 204),
        (
            #"[{"entryId":"1","event":1,"contentType":"application/json"},{"entryId":"1","event":2,"contentType":"application/json"}]"#,
            400
        ),
        ("{}", 400), ("\"x\"", 400), ("", 400),
    ])
    func aBulkRequestIsRefusedAsAWhole(_ body: String, _ status: Int) async throws {
        try await withSidecar { standIn, sidecar in
            let response = try await standIn.call(sidecar, "POST", "/v1.0-alpha1/publish/bulk/pubsub/t", body)
            #expect(response.status == status)
            if status == 400 { #expect(response.errorCode == "ERR_PUBSUB_EVENTS_SER") }
        }
    }
}
