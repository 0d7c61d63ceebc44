public import FoundationEssentials

/// When a reminder fires; all rules of fire times in one place.
public struct ReminderSchedule: Sendable {
    /// The zone that nominal days are counted in: the user's.
    public let zone: Zone
    /// The time of day that reminders of all-day tasks count from.
    public let allDayTime: CivilTime

    /// The schedule of a user.
    public init(zone: Zone, allDayTime: CivilTime = .morning) {
        self.zone = zone
        self.allDayTime = allDayTime
    }

    /// The instant a relative reminder fires: days keep the wall clock, hours and less are exact. For an all-day task it
    /// counts from the all-day time on the due day.
    ///
    /// - Parameter dueZone: the zone of an all-day due date; the user's when nil.
    public func fireTime(_ offset: CivilDuration, due: Due, dueZone: Zone? = nil) -> Date {
        guard let allDay = due.allDay else { return zone.adding(offset, to: due.instant) }
        let zone = dueZone ?? zone
        return zone.adding(offset, to: zone.instant(CivilDateTime(allDay.on, allDayTime)))
    }

    /// The reminder as it stands with this due date at the instant.
    ///
    /// A relative one without a due date is dormant. Fire time ahead: pending. Fire time past, due date ahead: it fires
    /// now, once, marked late. Due date past: skipped. One that was sent for this very due date stays sent; so does
    /// an absolute one that was sent.
    public func armed(_ reminder: Reminder, due: Due?, dueZone: Zone? = nil, at now: Date) -> Reminder {
        var armed = reminder
        switch reminder.trigger {
        case .absolute(let instant):
            if reminder.status == .sent || reminder.status == .failed { return reminder }
            // An instant in the past goes to the sender, which knows how late is too late.
            (armed.remindAt, armed.status) = (instant, .pending)
        case .relative(let offset):
            guard let due else {
                (armed.remindAt, armed.status, armed.late) = (nil, .dormant, false)
                break
            }
            if reminder.sentForDue == due.instant, reminder.status == .sent || reminder.status == .failed {
                return reminder
            }
            let fireTime = fireTime(offset, due: due, dueZone: dueZone)
            if fireTime > now {
                (armed.remindAt, armed.status, armed.late) = (fireTime, .pending, false)
            } else if due.instant > now {
                (armed.remindAt, armed.status, armed.late) = (now, .pending, true)
            } else {
                (armed.remindAt, armed.status, armed.late) = (fireTime, .skipped, false)
            }
        }
        return armed.changed(from: reminder, at: now)
    }

    /// The reminder when its task is done with: a pending or dormant one is cancelled.
    public static func disarmed(_ reminder: Reminder, at now: Date) -> Reminder {
        guard reminder.status == .pending || reminder.status == .dormant else { return reminder }
        var disarmed = reminder
        disarmed.status = .cancelled
        return disarmed.changed(from: reminder, at: now)
    }
}

extension Reminder {
    /// Itself with a risen version when it differs from what it was.
    fileprivate func changed(from old: Reminder, at now: Date) -> Reminder {
        guard self != old else { return old }
        var changed = self
        changed.version += 1
        changed.updatedAt = now
        return changed
    }
}
