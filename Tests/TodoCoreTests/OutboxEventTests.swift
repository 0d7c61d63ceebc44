import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

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
