import JSON
import Testing

@testable import DevSidecar

/// The two tables of answers; they differ.
@Suite struct AnswerTests {
    enum Meaning: Sendable { case success, drop, retry }

    private func meaning(_ answer: DeliveryAnswer) -> Meaning {
        switch answer {
        case .success: .success
        case .drop: .drop
        case .retry: .retry
        }
    }

    @Test(arguments: [
        (200, "", Meaning.success), (204, "", .success), (200, "done", .success), (200, "<html>", .success),
        (200, "[1]", .success), (200, "\"RETRY\"", .success), (200, "7", .success), (200, "null", .success),
        (200, "{}", .success), (200, #"{"status":""}"#, .success), (200, #"{"status":null}"#, .success),
        (200, #"{"status":3}"#, .success), (201, #"{"status":"SUCCESS"}"#, .success),
        (200, #"{"status":"RETRY"}"#, .retry), (200, #"{"Status":"RETRY"}"#, .retry),
        (200, #"{"status":"RETRY"} trailing"#, .retry), (200, #"{"id":1,"status":"pending"}"#, .retry),
        (200, #"{"status":"success"}"#, .retry), (200, #"{"status":"ok"}"#, .retry),
        (200, #"{"status":"DROP"}"#, .drop), (404, "", .drop), (404, #"{"status":"RETRY"}"#, .drop),
        (302, "", .retry), (400, "", .retry), (401, "", .retry), (409, "", .retry), (422, "", .retry),
        (429, "", .retry), (500, "", .retry), (503, #"{"status":"SUCCESS"}"#, .retry),
    ])
    func f7ASingleEvent(_ status: Int, _ body: String, _ expected: Meaning) {
        #expect(meaning(DeliveryAnswer(status: status, body: Array(body.utf8))) == expected)
    }

    private static let three =
        #"{"statuses":[{"entryId":"0","status":"SUCCESS"},{"entryId":"1","status":"RETRY"},"#
        + #"{"entryId":"2","status":"DROP"}]}"#

    @Test(arguments: [
        (200, three, [Meaning.success, .retry, .drop]), (200, "", [.retry, .retry, .retry]),
        (200, "ok", [.retry, .retry, .retry]), (200, "{}", [.retry, .retry, .retry]),
        (200, #"{"statuses":[{"entryId":"1","status":"SUCCESS"}]}"#, [.retry, .success, .retry]),
        (200, #"{"statuses":[{"entryId":"0","status":"ok"},{"entryId":"1","status":""}]}"#, [.retry, .retry, .retry]),
        (404, "", [.drop, .drop, .drop]), (404, three, [.drop, .drop, .drop]), (500, three, [.retry, .retry, .retry]),
    ])
    func f7ABatch(_ status: Int, _ body: String, _ expected: [Meaning]) {
        let answers = BulkAnswer.read(status: status, body: Array(body.utf8), entries: ["0", "1", "2"])
        #expect(answers.map(meaning) == expected)
    }

    @Test func aSubscriptionListIsReadAsGoReadsIt() throws {
        let list = try SubscriptionList.decode(
            Array(
                """
                [{"pubsubName":"p","Topic":"a","route":"/r","routes":{"rules":[{"match":"event.type == \\"x\\"",
                "path":"/x"}],"default":"/d"},"metadata":{"rawPayload":"true"},"extra":1},
                {"pubsubname":"p","topic":"none"},
                {"pubsubname":"p","topic":"b","route":"b","bulkSubscribe":{"enabled":true,"maxMessagesCount":5}}]
                """.utf8))
        #expect(list.map(\.topic) == ["a", "b"])
        #expect(list[0].rules.map(\.path) == ["/x", "/d"] && list[0].isRaw)
        #expect(list[1].bulk == SubscriptionResource.Bulk(maxMessagesCount: 5, maxAwait: .seconds(10)))
        #expect(try SubscriptionList.decode([]).isEmpty)
        #expect(throws: SubscriptionList.Mistake.self) { try SubscriptionList.decode(Array("{".utf8)) }
        let bad = #"[{"pubsubname":"p","topic":"a","routes":{"rules":[{"match":"event.","path":"/x"}]}}]"#
        #expect(throws: SubscriptionList.Mistake.self) { try SubscriptionList.decode(Array(bad.utf8)) }
    }

    @Test func aConditionComparesMembersOfTheEvent() throws {
        let condition = try RouteCondition(#"event.type == "a" && event["data"].kind != 'b'"#)
        #expect(condition.holds(for: ["type": "a", "data": ["kind": "c"]]) == true)
        #expect(condition.holds(for: ["type": "a", "data": ["kind": "b"]]) == false)
        #expect(condition.holds(for: ["type": "z"]) == false)
        #expect(condition.holds(for: ["type": "a"]) == nil)
        #expect(try RouteCondition("").holds(for: .null) == true)
    }
}
