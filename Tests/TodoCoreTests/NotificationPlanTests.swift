import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct NotificationPlanTests {
    private let now = Fixture.date("2027-06-01T13:00:00Z")

    private static func recipient(
        _ language: Language = .english, zone: String = "America/New_York",
        preferences: ChannelPreferences = .standard, isMailSuppressed: Bool = false
    ) -> Recipient {
        let user = User(
            id: .sample, email: "ann@example.org", name: "Ann", language: language, timezone: zone,
            createdAt: Fixture.date("2027-01-01T00:00:00Z"), updatedAt: Fixture.date("2027-01-01T00:00:00Z"))
        return Recipient(
            user: user, zone: Fixture.zone(zone), preferences: preferences, isMailSuppressed: isMailSuppressed)
    }

    private func task() throws -> TodoTask {
        TodoTask.sample(
            TaskDraft(
                title: "Pay rent", due: .at(Fixture.date("2027-06-10T12:00:00Z")), reminders: [try .relative("-PT1H")]))
    }

    @Test func aReminderIsKeyedByItsInstant() throws {
        let task = try task()
        let plan = NotificationPlan.of(task.reminders[0], of: task, to: Self.recipient(), at: now, ids: .sample)
        #expect(plan.notification.dedupeKey == "reminder:\(task.reminders[0].id):2027-06-10T11:00:00Z")
        #expect(plan.notification.kind == .reminder && plan.notification.taskID == task.id)
        #expect(plan.notification.title == "Reminder: Pay rent")
        #expect(plan.notification.body == "Due Thursday, 10 June 2027, 08:00 (America/New_York).")
        #expect(plan.deliveries.map(\.channel) == [.email])
        #expect(plan.deliveries.first?.notificationID == plan.notification.id)
        #expect(plan.deliveries.first?.expiresAt == now.addingTimeInterval(86_400))
    }

    @Test func aLateReminderSaysSo() throws {
        let task = try task()
        var reminder = task.reminders[0]
        reminder.late = true
        let plan = NotificationPlan.of(reminder, of: task, to: Self.recipient(), at: now, ids: .sample)
        #expect(plan.notification.body.hasSuffix("it was set for Thursday, 10 June 2027, 07:00 (America/New_York)."))
        #expect(plan.notification.data.late)
    }

    @Test func aDueDateIsToldOnceForEachKind() throws {
        let task = try task()
        var keys: [String] = []
        for notice in DueNotice.allCases {
            let plan = try #require(
                NotificationPlan.of(notice, for: task, to: Self.recipient(), at: now, ids: .sample))
            #expect(plan.notification.kind.rawValue == notice.rawValue)
            keys.append(plan.notification.dedupeKey)
        }
        #expect(
            keys == ["due_soon", "due", "overdue"].map { "\($0):\(task.id):2027-06-10T12:00:00Z" })
        #expect(
            NotificationPlan.of(.due, for: .sample(), to: Self.recipient(), at: now, ids: .sample) == nil)
    }

    @Test func theEventAndTheClaimMeetInOneKey() throws {
        let task = try task()
        for (fact, notice) in [
            (TaskEvent.Fact.dueSoon(hoursUntilDue: 3), DueNotice.dueSoon), (.due, .due), (.overdue, .overdue),
        ] {
            let event = NotificationPlan.of(TaskEvent(fact, task), to: Self.recipient(), at: now, ids: .sample)
            let claim = NotificationPlan.of(notice, for: task, to: Self.recipient(), at: now, ids: .sample)
            #expect(event != nil && event?.notification.dedupeKey == claim?.notification.dedupeKey)
        }
    }

    @Test func mailGoesOutForRemindersAndDueDatesOnly() throws {
        let task = try task()
        func channels(_ notice: DueNotice) -> [Delivery.Channel]? {
            NotificationPlan.of(notice, for: task, to: Self.recipient(), at: now, ids: .sample)?.deliveries.map(
                \.channel)
        }
        #expect(channels(.due) == [.email])
        #expect(channels(.dueSoon) == [] && channels(.overdue) == [])
        let created = NotificationPlan.of(TaskEvent(.created, task), to: Self.recipient(), at: now, ids: .sample)
        #expect(created?.deliveries == [] && created?.notification.dedupeKey == "created:\(task.id)")
    }

    @Test func everyEventIsToldOrDeliberatelyNot() throws {
        let told = try SampleEvents.tasks().filter {
            NotificationPlan.of($0, to: Self.recipient(), at: now, ids: .sample) != nil
        }
        #expect(
            told.map(\.type) == [.taskCreated, .taskCompleted, .taskDueSoon, .taskDue, .taskOverdue],
            "a task that a series made is told of by the series")
    }

    @Test func aSuppressedAddressGetsNoMail() throws {
        let plan = NotificationPlan.of(
            .due, for: try task(), to: Self.recipient(isMailSuppressed: true), at: now, ids: .sample)
        #expect(plan?.deliveries == [])
    }

    @Test func theUserChoosesWhatGoesWhere() throws {
        let json = try JSONReader.parse(
            Array(#"{"due":["in_app"],"overdue":["email","pigeon"],"nonsense":["email"]}"#.utf8))
        let preferences = ChannelPreferences(json)
        #expect(preferences.destinations(of: .due) == [.inApp])
        #expect(preferences.destinations(of: .overdue) == [.channel(.email)])
        #expect(preferences.destinations(of: .reminder).contains(.channel(.email)))
        #expect(ChannelPreferences(.null) == .standard)
        let recipient = Self.recipient(preferences: preferences)
        #expect(NotificationPlan.of(.due, for: try task(), to: recipient, at: now, ids: .sample)?.deliveries == [])
        #expect(
            NotificationPlan.of(.overdue, for: try task(), to: recipient, at: now, ids: .sample)?.deliveries.count == 1)
    }

    @Test func dueSoonMailExpiresAtTheDueDate() throws {
        let preferences = ChannelPreferences(try JSONReader.parse(Array(#"{"due_soon":["email"]}"#.utf8)))
        let task = try task()
        let plan = NotificationPlan.of(
            .dueSoon, for: task, to: Self.recipient(preferences: preferences), at: now, ids: .sample)
        #expect(plan?.deliveries.map(\.expiresAt) == [task.due?.instant])
    }

    @Test func aSeriesTellsOfItsTasksAndOfWhatItMissed() throws {
        let at = Fixture.date("2027-06-01T09:00:00Z")
        let due = RecurringTaskFact(
            kind: .due(occurrenceAt: at, taskID: .sample, caughtUp: false), userID: .sample, seriesID: .sample,
            title: "Water")
        let made = NotificationPlan.of(due, to: Self.recipient(zone: "UTC"), at: now, ids: .sample)
        #expect(made.notification.kind == .recurringCreated && made.deliveries.isEmpty)
        #expect(made.notification.dedupeKey == "recurring_created:\(TodoTask.ID.sample)")
        #expect(made.notification.body == "Scheduled for Tuesday, 1 June 2027, 09:00 (UTC).")
        let missed = RecurringTaskFact(
            kind: .missed(count: 16, first: at, last: at), userID: .sample, seriesID: .sample, title: "Water")
        let told = NotificationPlan.of(missed, to: Self.recipient(zone: "UTC"), at: now, ids: .sample)
        #expect(told.notification.title == "Missed: Water" && told.notification.body == "16 occurrences got no task.")
        #expect(told.notification.taskID == nil && told.notification.data.count == 16)
    }

    @Test func textsSpeakTheUsersLanguage() throws {
        let plan = try #require(
            NotificationPlan.of(
                .overdue, for: try task(), to: Self.recipient(.urdu, zone: "Asia/Karachi"), at: now, ids: .sample))
        #expect(plan.notification.title == "مقررہ وقت گزر گیا: Pay rent")
        #expect(plan.notification.body == "مقررہ وقت جمعرات، 10 جون 2027، 17:00 (Asia/Karachi) تھا۔")
    }

    @Test func anAllDayDueDateIsToldAsADay() throws {
        let due = try Due.parse("2027-06-10", in: Fixture.zone("Asia/Karachi"))
        let plan = NotificationPlan.of(
            .due, for: .sample(TaskDraft(title: "x", due: due)), to: Self.recipient(), at: now, ids: .sample)
        #expect(plan?.notification.body == "Due Thursday, 10 June 2027.")
    }

    @Test func everyDayAndMonthHasItsNameInBothLanguages() throws {
        for language in Language.allCases {
            let text = CalendarText(language: language, zone: .utc)
            let monday = try #require(CivilDate("2027-06-07"))
            let days = (0..<7).map { text.text(monday.adding(days: $0)).prefix { $0 != "," && $0 != "،" } }
            #expect(Set(days).count == 7)
            let months = (0..<12).map { text.text(monday.adding(months: $0)).split(separator: " ").dropLast().last }
            #expect(Set(months).count == 12)
        }
    }

    @Test func dataSurvivesTheDatabase() throws {
        let day = try Due.parse("2027-06-10", in: Fixture.zone("Asia/Karachi"))
        for data in [
            NotificationData(), NotificationData(taskTitle: "x", due: day, remindAt: now, late: true),
            NotificationData(due: .at(now), recurringTaskID: .sample, occurrenceAt: now, count: 3),
        ] {
            var json = JSONWriter()
            data.write(to: &json)
            #expect(NotificationData(try JSONReader.parse(json.finish())) == data)
        }
        #expect(NotificationData(.null) == NotificationData())
    }

    @Test func theListShowsTheAgreedShape() throws {
        let plan = NotificationPlan.of(
            .due, for: try task(), to: Self.recipient(), at: now, ids: .sample)
        var json = JSONWriter()
        plan?.notification.write(to: &json)
        let value = try JSONReader.parse(json.finish())
        #expect(
            value.object?.names == ["id", "kind", "task_id", "title", "body", "data", "read_at", "created_at"])
        #expect(value["data"]?["due_date"]?.string == "2027-06-10T12:00:00Z")
    }
}
