import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

/// One event of each type that the product writes.
enum SampleEvents {
    static let now = Fixture.date("2027-06-01T13:00:00.000001Z")

    static func context(_ eventID: EventID = .sample, traceparent: String? = nil) -> EventContext {
        EventContext(
            eventID: eventID, now: now, actor: .user(.sample), source: "api-gateway", correlationID: "request-1",
            causationID: .sample, traceparent: traceparent)
    }

    static func task() throws -> TodoTask {
        TodoTask.sample(
            TaskDraft(
                title: "Pay \"rent\" \u{1F3E0}", description: "line\nline", priority: .critical,
                due: .at(Fixture.date("2027-06-10T12:00:00Z")), tags: ["home", "کام"],
                reminders: [try .relative("-PT1H"), ReminderDraft(.absolute(Fixture.date("2027-06-05T12:00:00Z")))]))
    }

    static func series() throws -> RecurringTask {
        let rule = try RecurrenceFields(
            type: "weekly", weekdays: ["MO", "FR"], start: "2027-06-01T09:00:00", end: "2028-06-01"
        ).rule(in: .utc)
        return RecurringTask.create(
            RecurringTaskDraft(title: "Water", tags: ["home"], reminders: [try .parse("-PT1H")], rule: rule),
            id: .sample, userID: .sample, at: now, in: .utc
        ).series
    }

    static func all() throws -> [OutboxEvent] {
        let context = context()
        return try tasks().map { $0.outboxEvent(context) } + recurring().map { $0.outboxEvent(context) }
            + reminders().map { $0.outboxEvent(context) } + notifications().map { $0.outboxEvent(context) } + [
                .heartbeat(shard: 15, key: EventID.sample.rawValue, context),
                .parked(
                    consumer: "notification-service", topic: "task-events", reason: "undecodable", attempts: 6,
                    original: [0x7B, 0xFF, 0x00, 0x7D], key: nil, context),
            ]
    }

    static func tasks() throws -> [TaskEvent] {
        var events: [TaskEvent?] = []
        var task = try task()
        events.append(TaskEvent(.created, task))
        var patch = TaskPatch()
        patch.title = .set("Pay the rent")
        patch.description = .set(nil)
        patch.priority = .set(.low)
        patch.tags = .set([])
        patch.due = .set(try .parse("2027-06-11", in: Fixture.zone("Asia/Karachi")))
        events.append(try task.update(patch, at: now, rules: .sample))
        events += try [
            task.complete(at: now), task.uncomplete(at: now, rules: .sample), task.cancel(at: now),
            task.reopen(at: now, rules: .sample), task.delete(at: now), task.restore(at: now, rules: .sample),
        ]
        events += [TaskEvent(.dueSoon(hoursUntilDue: 23), task), TaskEvent(.due, task), TaskEvent(.overdue, task)]
        let moment = try series().rule.first(in: .utc)
        events.append(try moment.map { try series().makeTask(for: $0, at: now, rules: .sample).created })
        return events.compactMap(\.self)
    }

    static func recurring() throws -> [RecurringTaskEvent] {
        let series = try series()
        return [
            .created, .deleted, .paused, .resumed, .exhausted,
            .due(occurrenceAt: now, taskID: .sample, caughtUp: true), .missed(count: 3, first: now, last: now),
        ].map { RecurringTaskEvent($0, series) }
    }

    static func reminders() throws -> [ReminderEvent] {
        let task = try task()
        return [.scheduled, .cancelled, .snoozed, .due(channels: [.email])].flatMap { fact in
            task.reminders.map { ReminderEvent(fact, $0, of: task) }
        }
    }

    static func notifications() throws -> [NotificationEvent] {
        let delivery = Delivery(
            id: .sample, notificationID: .sample, userID: .sample, channel: .email, attempts: 2, nextAttemptAt: now)
        return [
            NotificationEvent(.sent, delivery, kind: .due, taskID: .sample),
            NotificationEvent(.failed(error: "550 no such user"), delivery, kind: .security, taskID: nil),
        ]
    }
}

@Suite struct EventSchemaTests {
    @Test func everyEncodedEventFollowsItsSchema() throws {
        let checker = try SchemaChecker()
        for event in try SampleEvents.all() {
            let value = try JSONReader.parse(event.payload)
            let mistakes = checker.mistakes(value, try SchemaChecker.schema(event.type.rawValue))
            #expect(mistakes == [], "\(event.type.rawValue)")
        }
    }

    @Test func everyTypeThatIsWrittenHasASampleAndASchema() throws {
        let later: Set<EventType> = [.taskPurged, .recurringTaskUpdated, .recurringTaskOccurrenceSkipped]
        let written = Set(try SampleEvents.all().map(\.type))
        #expect(written == Set(EventType.allCases).subtracting(later))
        let files = try FileManager.default.contentsOfDirectory(atPath: SchemaChecker.folder.path())
        #expect(
            Set(files.filter { $0.hasSuffix(".json") })
                == Set(written.map { $0.rawValue + ".json" } + ["definitions.json"]))
    }

    @Test func theCheckerFindsMistakes() throws {
        let checker = try SchemaChecker()
        let event = try #require(try SampleEvents.all().first)
        let schema = try SchemaChecker.schema(event.type.rawValue)
        let good = event.payload.text
        for (old, new) in [
            ("\"specversion\":\"1.0\"", "\"specversion\":\"1.1\""), ("\"priority\":4", "\"priority\":5"),
            ("\"priority\":4", "\"priority\":\"4\""), ("\"version\":1", "\"version\":1,\"extra\":1"),
            ("\"completed\":false,", ""), ("2027-06-10T12:00:00Z", "2027-06-10T12:00:00+00:00"),
            ("\"status\":\"pending\"", "\"status\":\"open\""), ("-PT1H", "-PT60M"),
        ] {
            let broken = good.replacing(old, with: new)
            #expect(broken != good)
            #expect(!checker.mistakes(try JSONReader.parse(Array(broken.utf8)), schema).isEmpty, "\(new)")
        }
    }

    /// Bulk publish carries numbers through Float64.
    @Test func noNumberNeedsMoreThan53Bits() throws {
        func numbers(_ value: JSONValue) -> [JSONNumber] {
            switch value {
            case .number(let number): return [number]
            case .array(let elements): return elements.flatMap(numbers)
            case .object(let object): return object.members.flatMap { numbers($0.value) }
            default: return []
            }
        }
        for event in try SampleEvents.all() {
            for number in numbers(try JSONReader.parse(event.payload)) {
                let whole = try #require(number.int)
                #expect(whole.magnitude <= 1 << 53)
            }
        }
    }
}

@Suite struct EventTypeTests {
    @Test func eachTypeTravelsOnItsStreamTopicAndAtMostOneMore() {
        for type in EventType.allCases {
            #expect((1...2).contains(type.topics.count))
            #expect([.taskEvents, .reminders, .notifications, .deadLetters].contains(type.topics[0]))
            #expect(type.rawValue.hasSuffix(".v1"))
        }
        #expect(EventType.taskUncompleted.topics == [.taskEvents, .taskUpdates])
        #expect(EventType.taskDueSoon.topics.map(\.rawValue) == ["task-events", "task-due-soon"])
        #expect(EventType.taskCreated.shortName == "created")
        #expect(EventType.recurringTaskOccurrenceSkipped.shortName == "occurrence_skipped")
    }
}

@Suite struct OutboxEventTests {
    @Test func eventsOfATaskRiseWithItsVersion() throws {
        for event in try SampleEvents.tasks() {
            let row = event.outboxEvent(SampleEvents.context())
            #expect(row.partitionKey == event.task.id.rawValue && row.userID == event.task.userID)
            if event.changesVersion {
                #expect(row.aggregateID == event.task.id.rawValue && row.aggregateSeq == event.task.version)
            } else {
                #expect(row.aggregateID == row.eventID.rawValue && row.aggregateSeq == 1)
            }
        }
    }

    @Test func otherEventsHaveTheOrderOfTheirThing() throws {
        let series = try SampleEvents.series()
        let context = SampleEvents.context(.make(now: SampleEvents.now, random: 99))
        let paused = RecurringTaskEvent(.paused, series).outboxEvent(context)
        #expect(paused.aggregateID == series.id.rawValue && paused.aggregateSeq == series.version)
        #expect(paused.partitionKey == series.id.rawValue)
        let missed = RecurringTaskEvent(.missed(count: 1, first: SampleEvents.now, last: SampleEvents.now), series)
            .outboxEvent(context)
        #expect(missed.aggregateID == context.eventID.rawValue && missed.aggregateSeq == 1)
        let reminder = try #require(try SampleEvents.reminders().first)
        let scheduled = reminder.outboxEvent(context)
        #expect(scheduled.aggregateID == reminder.reminder.id.rawValue && scheduled.aggregateSeq == 1)
        #expect(scheduled.partitionKey == reminder.taskID.rawValue)
        let sent = try #require(try SampleEvents.notifications().last).outboxEvent(context)
        #expect(sent.aggregateSeq == 2 && sent.partitionKey == UserID.sample.rawValue)
        let heartbeat = OutboxEvent.heartbeat(shard: 3, key: EventID.sample.rawValue, context)
        #expect(heartbeat.aggregateID == context.eventID.rawValue && heartbeat.partitionKey == EventID.sample.rawValue)
        #expect(heartbeat.userID == nil && heartbeat.topics == [.taskEvents])
    }

    @Test func theLogSaysWhatChanged() throws {
        let events = try SampleEvents.tasks()
        let context = SampleEvents.context()
        let created = try #require(events.first).logEntry(context, requestID: "r1")
        #expect(created.data.text == #"{"origin":"api","version":1}"#)
        #expect(created.type.shortName == "created" && created.requestID == "r1" && created.source == "api")
        let updated = events[1].logEntry(context, requestID: nil)
        let data = try JSONReader.parse(updated.data)
        #expect(data["changes"]?["due_timezone"]?["new"]?.string == "Asia/Karachi")
        #expect(data["changes"]?["priority"]?["old"]?.int == 4)
    }
}

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
