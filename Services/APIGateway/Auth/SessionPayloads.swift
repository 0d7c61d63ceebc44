import FoundationEssentials
import JSON
import TodoCore

/// The bodies of the account endpoints.
enum SessionPayloads {
    struct SignUp: Sendable {
        let email: String
        let password: String
        let name: String
        let language: Language
        let timezone: String
        let weekStart: Weekday
    }

    struct LogIn: Sendable {
        let email: String
        let password: String
    }

    /// `POST /api/auth/signup`; without a name the part before the @ is the name.
    static func signUp(_ body: JSONValue, zones: ZoneDatabase) throws(JSONMistakes) -> SignUp {
        var fields = JSONFields(body)
        let email = fields.required("email") { try EmailAddress.check(try $0.asString()) }
        let password = fields.required("password", newPassword)
        let name = fields.optional("name") { try UserName.check(try $0.asString()) }
        let language = fields.optional("locale", AccountPayloads.language)
        let timezone = fields.optional("timezone") { try AccountPayloads.timezone($0, zones) }
        let weekStart = fields.optional("week_start", AccountPayloads.weekday)
        let (checkedEmail, checkedPassword) = try fields.finish(email, password)
        return SignUp(
            email: checkedEmail, password: checkedPassword,
            name: name ?? String(checkedEmail.prefix { $0 != "@" }), language: language ?? .english,
            timezone: timezone ?? "UTC", weekStart: weekStart ?? .monday)
    }

    /// `POST /api/auth/login`.
    static func logIn(_ body: JSONValue) throws(JSONMistakes) -> LogIn {
        var fields = JSONFields(body)
        let email = fields.required("email") { try $0.asString(length: 1...EmailAddress.maxLength) }
        let password = fields.required("password") { try $0.asString(length: 1...longestPassword) }
        let (checkedEmail, checkedPassword) = try fields.finish(email, password)
        return LogIn(email: checkedEmail, password: checkedPassword)
    }

    /// `POST /api/auth/refresh` and `/logout`.
    static func refreshToken(_ body: JSONValue) throws(JSONMistakes) -> String {
        var fields = JSONFields(body)
        let token = fields.required("refresh_token") { try $0.asString(length: 1...256) }
        return try fields.finish(token)
    }

    /// Long passphrases are welcome; hashing is bounded before it begins.
    static let longestPassword = 1_024

    /// At least 8 characters, of whatever kind.
    static func newPassword(_ value: JSONValue) throws -> String {
        try value.asString(length: 8...longestPassword)
    }
}

/// The rule of people's names.
enum UserName {
    /// The trimmed name: 1 to 100 characters, on one line.
    static func check(_ text: String) throws(FieldMistake) -> String {
        let name = try TaskTitle.check(text)
        guard name.unicodeScalars.count <= 100 else {
            throw FieldMistake(code: "too-long", "must have at most 100 characters")
        }
        return name
    }
}
