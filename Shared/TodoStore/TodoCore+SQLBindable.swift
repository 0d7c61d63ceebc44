internal import FoundationEssentials
public import Postgres
public import TodoCore

// Typed identifiers and enums are bound as their raw values.

extension Identifier: SQLArrayElement {}
extension Priority: SQLArrayElement {}
extension Weekday: SQLArrayElement {}
extension TodoTask.Status: SQLArrayElement {}
extension TodoTask.Source: SQLArrayElement {}
extension Reminder.Status: SQLArrayElement {}
extension RecurringTask.Status: SQLArrayElement {}
extension RecurringTask.Generation: SQLArrayElement {}
extension Occurrence.Status: SQLArrayElement {}
extension Occurrence.Trigger: SQLArrayElement {}
extension RecurrenceRule.MonthEndPolicy: SQLArrayElement {}
extension CatchUpPolicy: SQLArrayElement {}
extension NotificationKind: SQLArrayElement {}
extension Delivery.Channel: SQLArrayElement {}
extension Delivery.Status: SQLArrayElement {}
extension EventType: SQLArrayElement {}
extension Language: SQLArrayElement {}
