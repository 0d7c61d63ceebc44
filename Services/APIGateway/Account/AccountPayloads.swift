import FoundationEssentials
import JSON
import TodoCore

/// The bodies of the endpoints of one's own account.
enum AccountPayloads {
    struct PasswordChange: Sendable {
        let current: String
        let new: String
    }

    /// `PATCH /api/me`: an absent member stays as it is, and nothing of it can be cleared.
    static func apply(_ body: JSONValue, to user: inout User, zones: ZoneDatabase) throws(JSONMistakes) {
        var fields = JSONFields(body)
        if let name = fields.given("name", { try UserName.check(try $0.asString()) }) { user.name = name }
        if let language = fields.given("locale", language) { user.language = language }
        if let timezone = fields.given("timezone", { try timezone($0, zones) }) { user.timezone = timezone }
        if let weekStart = fields.given("week_start", weekday) { user.weekStart = weekStart }
        try fields.finish()
    }

    /// `POST /api/auth/password`.
    static func passwordChange(_ body: JSONValue) throws(JSONMistakes) -> PasswordChange {
        var fields = JSONFields(body)
        let current = fields.required("current_password") {
            try $0.asString(length: 1...SessionPayloads.longestPassword)
        }
        let new = fields.required("new_password", SessionPayloads.newPassword)
        let read = try fields.finish(current, new)
        return PasswordChange(current: read.0, new: read.1)
    }

    // MARK: Members

    static func language(_ value: JSONValue) throws -> Language {
        guard let language = Language(rawValue: try value.asString()) else {
            throw JSONMistake(code: "unknown-locale", "must be \"en\" or \"ur\"")
        }
        return language
    }

    static func timezone(_ value: JSONValue, _ zones: ZoneDatabase) throws -> String {
        guard let zone = zones.zone(try value.asString()) else {
            throw JSONMistake(code: "unknown-timezone", "must be the name of a zone, as in Europe/Berlin")
        }
        return zone.name
    }

    /// As ISO 8601 counts: 1 is Monday.
    static func weekday(_ value: JSONValue) throws -> Weekday {
        guard let day = Weekday(rawValue: try value.asInt(in: 1...7)) else {
            throw JSONMistake(code: "out-of-range", "must be from 1, Monday, to 7, Sunday")
        }
        return day
    }
}

extension JSONFields {
    /// The member as `read` understands it, nil when it is absent; `null` is a mistake.
    mutating func given<T>(_ name: String, _ read: (JSONValue) throws -> T) -> T? {
        has(name) ? required(name, read) : nil
    }
}

extension JSONValue {
    /// The elements of a list as `read` understands them; a mistake says which one it is about.
    func elements<T>(limit: Int, _ read: (JSONValue) throws -> T) throws -> [T] {
        try asArray(limit: limit).enumerated().map { index, element in
            do {
                return try read(element)
            } catch let mistake as JSONMistake {
                throw JSONMistake("/\(index)\(mistake.pointer)", code: mistake.code, mistake.detail)
            }
        }
    }
}
