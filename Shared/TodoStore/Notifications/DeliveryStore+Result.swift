internal import FoundationEssentials
internal import Postgres
internal import TodoCore

extension DeliveryStore {
    /// Writes a result under the lease: delivery, attempt, the reminder whose last way out has failed, and the events.
    nonisolated static func statement(_ result: Result, _ claim: ClaimedDelivery, _ events: [OutboxEvent]) -> SQL {
        let columns = Columns(result)
        var sql: SQL = """
            WITH t AS (
                UPDATE notification_deliveries
                   SET status = \(columns.status), last_error = left(\(columns.error)::text, 1000),
                       provider_id = coalesce(\(columns.providerID), provider_id),
                       sent_at = CASE WHEN \(columns.status == .sent) THEN now() ELSE sent_at END,
                       next_attempt_at = now() + \(columns.delay) * interval '1 second',
                       lease_token = NULL, lease_until = NULL, updated_at = now()
                 WHERE id = \(claim.delivery.id) AND lease_token = \(claim.leaseToken) AND status = 'sending'
                RETURNING id),
            a AS (
                UPDATE delivery_attempts x
                   SET outcome = \(columns.outcome), error = left(\(columns.error)::text, 1000),
                       finished_at = clock_timestamp()
                  FROM t WHERE x.delivery_id = t.id AND x.lease_token = \(claim.leaseToken))
            """
        if columns.status == .dead, let reminder = claim.notification.reminderID {
            sql += """
                , r AS (
                    UPDATE task_reminders SET status = 'failed', version = version + 1, updated_at = now()
                      FROM t WHERE task_reminders.id = \(reminder) AND status = 'sent'
                       AND NOT EXISTS (SELECT FROM notification_deliveries o
                                        WHERE o.notification_id = \(claim.delivery.notificationID)
                                          AND o.id <> \(claim.delivery.id) AND o.status <> 'dead'))
                """
        }
        if !events.isEmpty { sql += ", o AS (\(Outbox.insert(events, from: "t")))" }
        return sql + " SELECT FROM t"
    }

    /// A result as the values of its columns.
    private struct Columns {
        var status: Delivery.Status
        var outcome = "failed"
        var error: String?
        var providerID: String?
        var delay = 0.0

        init(_ result: Result) {
            switch result {
            case .sent(let providerID):
                (status, outcome, self.providerID) = (.sent, "sent", providerID)
            case .retry(let delay, let error):
                (status, self.error, self.delay) = (.failed, error, delay.inSeconds)
            case .dead(let error):
                (status, self.error) = (.dead, error)
            case .suppressed(let reason):
                (status, error) = (.suppressed, reason)
            case .unknown(let delay?, let error):
                (status, outcome, self.error, self.delay) = (.failed, "unknown", error, delay.inSeconds)
            case .unknown(nil, let error):
                (status, outcome, self.error) = (.unknown, "unknown", error)
            }
        }
    }
}

extension TodoNotification {
    /// The reminder that a notification came from: the second part of its dedupe key.
    var reminderID: Reminder.ID? {
        guard kind == .reminder else { return nil }
        let parts = dedupeKey.split(separator: ":", maxSplits: 2)
        return parts.count == 3 ? Reminder.ID(String(parts[1])) : nil
    }
}
