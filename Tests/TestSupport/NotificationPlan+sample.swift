#if canImport(Testing)
    public import FoundationEssentials
    public import TodoCore

    extension NotificationPlan {
        /// A notification under a dedupe key, with a delivery by mail, and one more by the log when it has two ways out.
        public static func sample(
            of user: UserID, key: String, kind: NotificationKind = .due, at now: Date = .sample, mail: Bool = true,
            ways: Int = 1, task: TodoTask.ID? = nil
        ) -> NotificationPlan {
            let notification = TodoNotification(
                id: .sample(), userID: user, kind: kind, taskID: task, title: "Buy milk", body: "Due \"now\"",
                data: NotificationData(taskTitle: "Buy milk", due: .at(.sample), late: true), dedupeKey: key,
                createdAt: now.inMicroseconds)
            let channels: [Delivery.Channel] = mail ? Array([.email, .log].prefix(ways)) : []
            return NotificationPlan(
                notification: notification,
                deliveries: channels.map {
                    Delivery(
                        id: .sample(), notificationID: notification.id, userID: user, channel: $0,
                        nextAttemptAt: now.addingTimeInterval(-60))
                })
        }
    }
#endif
