import FoundationEssentials
import JSON
import TodoCore

/// The body of a user's preferences, in and out.
enum PreferencesPayloads {
    /// Changes what the body names; `null` is the standard of it. `PUT` begins with the standard, `PATCH` with what is.
    static func apply(_ body: JSONValue, to preferences: inout UserPreferences) throws(JSONMistakes) {
        let standard = UserPreferences()
        var fields = JSONFields(body)
        if let channels = fields.take("channels") { apply(channels, to: &preferences.channels, &fields) }
        fields.set("quiet_enabled", &preferences.quietEnabled, standard.quietEnabled) { try $0.asBool() }
        fields.set("quiet_start", &preferences.quietStart, standard.quietStart, time)
        fields.set("quiet_end", &preferences.quietEnd, standard.quietEnd, time)
        fields.set("quiet_days", &preferences.quietDays, standard.quietDays, weekdays)
        fields.set("urgent_bypass", &preferences.urgentBypass, standard.urgentBypass) { try $0.asBool() }
        fields.set("digest_enabled", &preferences.digestEnabled, standard.digestEnabled) { try $0.asBool() }
        fields.set("digest_time", &preferences.digestTime, standard.digestTime, time)
        fields.set("due_soon_window", &preferences.dueSoonWindow, standard.dueSoonWindow, window)
        fields.set("all_day_reminder_time", &preferences.allDayReminderTime, standard.allDayReminderTime, time)
        fields.set("default_reminders", &preferences.defaultReminders, standard.defaultReminders, reminders)
        try fields.finish()
    }

    static func write(_ preferences: UserPreferences, to json: inout JSONWriter) {
        json.object { json in
            json.object("channels") { json in
                for kind in NotificationKind.allCases {
                    let chosen = preferences.channels.destinations(of: kind)
                    json.key(kind.rawValue)
                    json.array { json in
                        for destination in ChannelPreferences.Destination.all where chosen.contains(destination) {
                            json.string(destination.name)
                        }
                    }
                }
            }
            json.member("quiet_enabled", preferences.quietEnabled)
            json.member("quiet_start", text(preferences.quietStart))
            json.member("quiet_end", text(preferences.quietEnd))
            json.array("quiet_days") { json in
                for day in preferences.quietDays { json.int(day.rawValue) }
            }
            json.member("urgent_bypass", preferences.urgentBypass)
            json.member("digest_enabled", preferences.digestEnabled)
            json.member("digest_time", text(preferences.digestTime))
            json.member(
                "due_soon_window", CivilDuration(days: 0, seconds: preferences.dueSoonWindow).description)
            json.member("all_day_reminder_time", text(preferences.allDayReminderTime))
            json.array("default_reminders") { json in
                for case .relative(let offset) in preferences.defaultReminders.map(\.trigger) {
                    json.string(offset.description)
                }
            }
            json.member("version", preferences.version)
        }
    }

    // MARK: Members

    /// The kinds that are named, each with where it goes; `null` is the standard of a kind, or of all.
    private static func apply(
        _ value: JSONValue, to channels: inout ChannelPreferences, _ fields: inout JSONFields
    ) {
        guard !value.isNull else {
            channels = .standard
            return
        }
        var kinds = JSONFields(value, at: "/channels")
        for kind in NotificationKind.allCases {
            if let chosen = kinds.nullable(kind.rawValue, destinations) { channels.set(chosen, for: kind) }
        }
        do throws(JSONMistakes) { try kinds.finish() } catch {
            for mistake in error.items { fields.fail(mistake) }
        }
    }

    private static func destinations(_ value: JSONValue) throws -> Set<ChannelPreferences.Destination> {
        let all = ChannelPreferences.Destination.all
        return Set(
            try value.elements(limit: all.count) { element in
                guard let destination = ChannelPreferences.Destination(name: try element.asString()) else {
                    throw JSONMistake(
                        code: "unknown-channel", "must be one of \(all.map(\.name).joined(separator: ", "))")
                }
                return destination
            })
    }

    private static func weekdays(_ value: JSONValue) throws -> [Weekday] {
        Set(try value.elements(limit: 7, AccountPayloads.weekday)).sorted()
    }

    /// `22:30`, a time of day to the minute.
    private static func time(_ value: JSONValue) throws -> CivilTime {
        let parts = try value.asString().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), let time = CivilTime(hour: hour, minute: minute)
        else { throw JSONMistake(code: "invalid-time", "must be a time of day, as in \"22:30\"") }
        return time
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func text(_ time: CivilTime) -> String { String(time.description.prefix(5)) }

    private static func window(_ value: JSONValue) throws -> Int {
        let duration = try CivilDuration.parse(try value.asString())
        let seconds = duration.days * 86_400 + duration.seconds
        guard UserPreferences.windows.contains(seconds) else {
            throw JSONMistake(code: "out-of-range", "must be from an hour, \"PT1H\", to a week, \"P7D\"")
        }
        return seconds
    }

    private static func reminders(_ value: JSONValue) throws -> [ReminderDraft] {
        try ReminderDraft.checkList(
            try value.elements(limit: 100) { try ReminderDraft.relative(try $0.asString()) })
    }
}

extension JSONFields {
    /// Sets `target` to what the member says, if it is there; `null` sets the standard.
    fileprivate mutating func set<T>(
        _ name: String, _ target: inout T, _ standard: T, _ read: (JSONValue) throws -> T
    ) {
        if let value = nullable(name, read) { target = value ?? standard }
    }
}
