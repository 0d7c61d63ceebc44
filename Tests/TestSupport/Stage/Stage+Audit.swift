#if canImport(Testing)
    internal import FoundationEssentials
    public import Postgres
    internal import Reactor
    public import Testing
    internal import TodoCore

    /// The invariants of reliability.md 3.3, each as the list of what breaks it.
    extension Stage {
        /// What notification-service subscribes to.
        private static let subscribed = [
            "task.created.v1", "task.completed.v1", "task.due_soon.v1", "task.due.v1", "task.overdue.v1",
            "reminder.due.v1", "recurring-task.due.v1", "recurring-task.missed.v1",
        ]

        /// Returns once nothing is on its way any more: all published, recorded and consumed.
        public func settled(within limit: Duration = .seconds(120)) async throws {
            var open: [String] = ["nothing was looked at"]
            do {
                try await eventually("no event on its way", within: limit) {
                    open = try await onTheirWay()
                    return open.isEmpty
                }
            } catch is NotInTime {
                throw NotInTime(description: "still on their way: \(open.prefix(5)) of \(open.count)")
            }
        }

        /// I4, I5, I7: events that were not published, that the log does not hold, that were not consumed.
        public func onTheirWay() async throws -> [String] {
            let unpublished = try await lines(
                "SELECT 'not published: ' || type || ' ' || event_id FROM outbox_events WHERE published_at IS NULL AND parked_at IS NULL"
            )
            let unconsumed = try await lines(
                """
                SELECT 'not consumed: ' || o.type || ' ' || o.event_id FROM outbox_events o
                  LEFT JOIN processed_events p ON p.event_id = o.event_id AND p.consumer = 'notification-service'
                 WHERE o.type = ANY (\(Self.subscribed)) AND p.event_id IS NULL
                """)
            return try await unpublished + unrecorded() + unconsumed
        }

        /// Holds every breach against the test.
        public func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
            let found = try await breaches()
            #expect(found.isEmpty, "\(found.prefix(10))", sourceLocation: sourceLocation)
        }

        /// I3, I5 (what the outbox does not know), I6, I8, I9 and I11; empty when all is well.
        ///
        /// It may run while heartbeats and due dates come: what is looked at second is what must hold the other.
        public func breaches() async throws -> [String] {
            try await versionsWithoutEvent() + strangers() + inversions() + mailBreaches() + toldTwice()
        }

        /// I3: every version of a task has exactly one event.
        private func versionsWithoutEvent() async throws -> [String] {
            try await lines(
                """
                SELECT 'I3 task ' || t.id || ' has version ' || t.version || ' and ' || count(o.id) || ' events'
                  FROM tasks t LEFT JOIN outbox_events o ON o.aggregate_id = t.id
                 GROUP BY t.id, t.version HAVING count(o.id) <> t.version
                """)
        }

        /// I5: every published event is in the log, on each of its topics.
        private func unrecorded() async throws -> [String] {
            var recorded: Set<String> = []
            for event in recorder.events { recorded.insert("\(event.topic) \(event.id)") }
            let published = try await lines(
                "SELECT unnest(topics) || ' ' || event_id FROM outbox_events WHERE published_at IS NOT NULL")
            return published.filter { !recorded.contains($0) }.map { "I5 not in the log: \($0)" }
        }

        /// I5, the other way: nothing is in the log that the outbox does not know.
        private func strangers() async throws -> [String] {
            let recorded = recorder.events
            let known = Set(try await lines("SELECT event_id::text FROM outbox_events"))
            return recorded.filter { !known.contains($0.id) }.map {
                "I5 unknown in the log: \($0.type) \($0.id)"
            }
        }

        /// I6: on its stream topic, the first occurrences of one aggregate's events rise.
        private func inversions() async throws -> [String] {
            struct Place {
                let aggregate: String
                let number: Int
                let topic: String
            }
            var places: [String: Place] = [:]
            for row in try await database.read(
                "SELECT event_id::text, aggregate_id::text, aggregate_seq, topics[1] FROM outbox_events")
            {
                places[row.string(0)] = Place(aggregate: row.string(1), number: row.int(2), topic: row.string(3))
            }
            var last: [String: Int] = [:]
            var found: [String] = []
            for topic in ["task-events", "reminders", "notifications"] {
                for event in recorder.firstEvents(on: topic) {
                    guard let place = places[event.id], place.topic == topic else { continue }
                    if let previous = last[place.aggregate], previous > place.number {
                        found.append("I6 \(place.aggregate): \(place.number) after \(previous)")
                    }
                    last[place.aggregate] = place.number
                }
            }
            return found
        }

        /// I8 and I9: no mail more than unknown attempts explain, none missing, none to somebody else.
        private func mailBreaches() async throws -> [String] {
            var found: [String] = []
            var deliveries: Set<String> = []
            let before = sink.mails
            let rows = try await database.read(
                """
                SELECT d.id::text, d.status, u.email::text,
                       (SELECT count(*) FROM delivery_attempts a
                         WHERE a.delivery_id = d.id AND a.outcome IN ('unknown', 'started'))
                  FROM notification_deliveries d JOIN users u ON u.id = d.user_id WHERE d.channel = 'email'
                """)
            for row in rows {
                let (id, status, address, unknown) = (row.string(0), row.string(1), row.string(2), row.int(3))
                deliveries.insert(id)
                let mails = sink.mails.filter { $0.delivery == id }
                if mails.count > 1 + unknown { found.append("I8 \(mails.count) mails of \(id), \(unknown) unknown") }
                if status == "sent", mails.isEmpty { found.append("I8 \(id) is sent and no mail came") }
                for mail in mails where mail.recipients.map({ $0.lowercased() }) != [address.lowercased()] {
                    found.append("I9 \(id) went to \(mail.recipients) instead of \(address)")
                }
            }
            return found
                + before.filter { !deliveries.contains($0.delivery ?? "") }.map { "I8 a stray mail: \($0.subject)" }
        }

        /// I11: one due event for each task, kind and date.
        private func toldTwice() async throws -> [String] {
            try await lines(
                """
                SELECT 'I11 ' || partition_key || ' ' || type FROM outbox_events
                 WHERE type ~ '^task\\.(due_soon|due|overdue)\\.'
                 GROUP BY partition_key, type, payload #>> '{data,data,due_date}' HAVING count(*) > 1
                """)
        }

        /// The first column of every row.
        public func lines(_ sql: SQL) async throws -> [String] {
            try await database.read(sql).map { $0.string(0) }
        }
    }
#endif
