import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

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
