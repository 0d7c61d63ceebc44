#if canImport(Testing)
    public import FoundationEssentials
    public import TodoCore

    extension TodoTask {
        /// A plain task of version 1: no due date, no tags, no reminders.
        public static func sample(
            id: ID = .sample(), of user: UserID, title: String = "Buy milk", due: Due? = nil, tags: [String] = [],
            reminders: [Reminder] = [], nextNoticeAt: Date? = nil, recurringTaskID: RecurringTask.ID? = nil,
            occurrenceAt: Date? = nil, createdAt: Date = .sample
        ) -> TodoTask {
            TodoTask(
                id: id, userID: user, title: title, description: "Two litres", due: due, tags: tags,
                reminders: reminders, nextNoticeAt: nextNoticeAt, recurringTaskID: recurringTaskID,
                occurrenceAt: occurrenceAt, createdAt: createdAt, updatedAt: createdAt)
        }

        /// The same task one version later.
        public func changed(_ change: (inout TodoTask) -> Void) -> TodoTask {
            var task = self
            change(&task)
            task.version += 1
            task.updatedAt = task.updatedAt.addingTimeInterval(1)
            return task
        }
    }

    extension Reminder {
        /// A reminder that is due at an instant.
        public static func sample(at instant: Date, status: Status = .pending) -> Reminder {
            Reminder(
                id: .sample(), trigger: .absolute(instant), remindAt: instant, status: status, createdAt: .sample,
                updatedAt: .sample)
        }
    }

    extension Identifier {
        /// A new identifier.
        public static func sample(at instant: Date = Date()) -> Self {
            make(now: instant, random: .random(in: .min ... .max))
        }
    }

    extension Date {
        /// 2026-03-01T09:00:00.250Z.
        public static let sample = Date(microsecondsSince1970: 1_772_355_600_250_000)
    }

    extension EventContext {
        /// The context of an event that a user caused through the gateway.
        public static func sample(by user: UserID, at now: Date = .sample) -> EventContext {
            EventContext(
                eventID: .sample(), now: now, actor: .user(user), source: "api-gateway", correlationID: "request-1")
        }
    }
#endif
