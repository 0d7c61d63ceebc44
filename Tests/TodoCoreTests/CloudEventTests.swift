import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct CloudEventTests {
    private func envelope(_ change: (inout JSONObject) -> Void = { _ in }) throws -> JSONValue {
        let task = try SampleEvents.task()
        let payload = TaskEvent(.created, task).outboxEvent(SampleEvents.context()).payload
        guard var object = try JSONReader.parse(payload).object else { return .null }
        change(&object)
        return .object(object)
    }

    private func reason(_ change: (inout JSONObject) -> Void) throws -> CloudEventMistake.Reason? {
        let value = try envelope(change)
        do throws(CloudEventMistake) {
            _ = try CloudEvent.decode(value)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func theEnvelopeHasExactlyItsMembers() throws {
        let traced = TaskEvent(.due, try SampleEvents.task()).outboxEvent(
            SampleEvents.context(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        let value = try JSONReader.parse(traced.payload)
        #expect(
            value.object?.names == [
                "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
                "partitionkey", "traceid", "traceparent", "data",
            ])
        #expect(
            value["data"]?.object?.names == [
                "event_id", "event_type", "schema_version", "timestamp", "user_id", "task_id", "task_data",
                "correlation_id", "causation_id", "actor", "data",
            ])
        #expect(value["id"] == value["data"]?["event_id"] && value["type"] == value["data"]?["event_type"])
        #expect(value["subject"] == value["data"]?["task_id"] && value["partitionkey"] == value["subject"])
        #expect(try CloudEvent.decode(value).traceparent?.hasPrefix("00-0af7") == true)
        #expect(try envelope().object?.names.contains("traceid") == false)
    }

    @Test func taskEventsSurviveTheJourney() throws {
        for event in try SampleEvents.tasks() {
            let bytes = event.outboxEvent(SampleEvents.context()).payload.bytes
            let read = try CloudEvent.decode(bytes)
            #expect(read.id == .sample && read.userID == .sample && read.taskID == event.task.id)
            #expect(read.type == event.type && read.actor == "user:\(UserID.sample)")
            #expect(read.correlationID == "request-1" && read.causationID == .sample)
            #expect(read.time == SampleEvents.now && read.source == "api-gateway")
            let decoded = try TaskEvent(read, zones: Fixture.zones)
            #expect(decoded.fact == event.fact)
            #expect(decoded.task.inSnapshot == event.task.inSnapshot)
        }
    }

    @Test func factsAboutSeriesSurviveTheJourney() throws {
        var facts: [RecurringTaskFact.Kind] = []
        for event in try SampleEvents.recurring() {
            let read = try CloudEvent.decode(event.outboxEvent(SampleEvents.context()).payload.bytes)
            guard let fact = try RecurringTaskFact(read) else { continue }
            #expect(fact.title == "Water" && fact.seriesID == event.series.id && fact.userID == .sample)
            facts.append(fact.kind)
        }
        #expect(
            facts == [
                .due(occurrenceAt: SampleEvents.now, taskID: .sample, caughtUp: true),
                .missed(count: 3, first: SampleEvents.now, last: SampleEvents.now),
            ])
    }

    @Test func anEventWithoutAnIdentifierIsRefused() throws {
        #expect(try reason { $0["id"] = nil } == .missingID)
        #expect(try reason { $0["id"] = "" } == .missingID)
        #expect(try reason { $0["id"] = 7 } == .missingID)
        #expect(try reason { $0["id"] = .string(String(repeating: "x", count: 10_000)) } == .invalidID)
    }

    @Test func otherSpecversionsAreRefused() throws {
        #expect(try reason { $0["specversion"] = "0.3" } == .wrongSpecversion)
        #expect(try reason { $0["specversion"] = nil } == .wrongSpecversion)
        #expect(try reason { $0["specversion"] = 1 } == .wrongSpecversion)
    }

    @Test func dataMayComeAsBase64() throws {
        let data = try #require(try envelope()["data"]).description
        let encoded = Data(data.utf8).base64EncodedString()
        let event = try CloudEvent.decode(
            try envelope {
                $0["data"] = nil
                $0["data_base64"] = .string(encoded)
            })
        #expect(event.taskID != nil && event.data["origin"]?.string == "api")
        #expect(try reason { $0["data_base64"] = .string(encoded) } == .ambiguousData)
        #expect(
            try reason {
                $0["data"] = nil
                $0["data_base64"] = "!!!"
            } == .invalidBase64)
        #expect(
            try reason {
                $0["data"] = nil
                $0["data_base64"] = "eyJ4"
            } == .undecodable)
    }

    @Test func minorVersionsAreReadAndMajorOnesRefused() throws {
        func version(_ text: JSONValue) -> (inout JSONObject) -> Void {
            { envelope in
                guard var data = envelope["data"]?.object else { return }
                data["schema_version"] = text
                data["news"] = true
                envelope["data"] = .object(data)
            }
        }
        #expect(try reason(version("1.1")) == nil)
        #expect(try reason(version("2.0")) == .unknownMajorVersion)
        #expect(try reason(version(2)) == .unknownMajorVersion)
        #expect(try reason { $0["type"] = "task.created.v99" } == .unknownMajorVersion)
        #expect(try reason { $0["type"] = "recurring-task.due.v2" } == .unknownMajorVersion)
        #expect(try CloudEvent.decode(try envelope(version("1.7"))).type == .taskCreated)
    }

    @Test func unknownTypesAreRead() throws {
        for type in ["task.teleported.v1", "com.dapr.event.sent", "x", "task.created", "task.created.vX"] {
            let event = try CloudEvent.decode(try envelope { $0["type"] = .string(type) })
            #expect(event.kind == .unknown(type) && event.type == nil)
        }
        #expect(try reason { $0["type"] = nil } == .missingType)
        #expect(try reason { $0["type"] = "" } == .missingType)
    }

    @Test(arguments: ["", "{", "[]", "null", "\"x\"", "{\"id\":1,\"id\":2}", "\u{FEFF}{}"])
    func whatIsNoObjectIsUndecodable(_ text: String) {
        #expect { try CloudEvent.decode(Array(text.utf8)) } throws: {
            ($0 as? CloudEventMistake)?.reason == .undecodable
        }
    }

    @Test func aBrokenSnapshotSaysWhereItBroke() throws {
        let broken = try envelope { envelope in
            guard var data = envelope["data"]?.object, var task = data["task_data"]?.object else { return }
            task["due_date"] = "tomorrow"
            data["task_data"] = .object(task)
            envelope["data"] = .object(data)
        }
        let event = try CloudEvent.decode(broken)
        #expect { try TaskEvent(event, zones: Fixture.zones) } throws: { error in
            guard let mistake = error as? CloudEventMistake else { return false }
            return mistake.reason == .undecodable && mistake.detail.hasPrefix("/due_date") && mistake.eventID == .sample
        }
    }
}

extension TodoTask {
    /// The task with what its snapshot leaves out set to one value.
    fileprivate var inSnapshot: TodoTask {
        var task = TodoTask(
            id: id, userID: userID, title: title, description: description, status: status, completedAt: completedAt,
            priority: priority, due: due, tags: tags, recurringTaskID: recurringTaskID, occurrenceAt: occurrenceAt,
            version: version, createdAt: createdAt, updatedAt: updatedAt, deletedAt: deletedAt)
        task.reminders = reminders.map {
            Reminder(
                id: $0.id, trigger: $0.trigger, remindAt: $0.remindAt, status: $0.status, createdAt: createdAt,
                updatedAt: createdAt)
        }
        return task
    }
}
