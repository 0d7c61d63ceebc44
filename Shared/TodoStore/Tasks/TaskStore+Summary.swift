internal import FoundationEssentials
public import Postgres
internal import Reactor
public import TodoCore

/// How a user's tasks stand, in numbers.
public struct TaskSummary: Sendable, Equatable {
    /// Pending and in progress, each priority for itself.
    public var openByPriority: [Priority: Int] = [:]
    /// Of the open ones.
    public var overdue = 0
    /// Of the open ones: due on the local date.
    public var dueToday = 0
    /// Of the open ones.
    public var dueSoon = 0
    /// Completed since the local midnight.
    public var completedToday = 0

    /// Pending and in progress.
    public var open: Int { openByPriority.values.reduce(0, +) }
}

extension TaskStore {
    /// The numbers at the filter's instant, by the days of the zone.
    public func summary(
        of user: UserID, _ due: DueStateFilter, zone: Zone
    ) async throws(PostgresError) -> TaskSummary {
        let midnight = zone.startOfDay(due.today)
        // A task is updated when it is completed, whatever time its completion is given: the index on updates bounds
        // what is read to what changed today.
        let rows = try await postgres.read(
            """
            SELECT t.priority_id, count(*), count(*) FILTER (WHERE \(due.isOverdue)),
                   count(*) FILTER (WHERE \(due.isToday(zone))), count(*) FILTER (WHERE \(due.isDueSoon))
              FROM tasks t
             WHERE t.user_id = \(user) AND t.deleted_at IS NULL AND \(DueStateFilter.isOpen)
             GROUP BY t.priority_id
            UNION ALL
            SELECT NULL, count(*), 0, 0, 0 FROM tasks t
             WHERE t.user_id = \(user) AND t.deleted_at IS NULL AND t.updated_at BETWEEN \(midnight) AND 'infinity'
               AND t.status = 'completed' AND t.completed_at >= \(midnight)
            """)
        var summary = TaskSummary()
        for row in rows {
            guard !row.isNull(0) else {
                summary.completedToday = row.int(1)
                continue
            }
            summary.openByPriority[Priority(rawValue: row.int(0)) ?? .standard] = row.int(1)
            summary.overdue += row.int(2)
            summary.dueToday += row.int(3)
            summary.dueSoon += row.int(4)
        }
        return summary
    }
}
