/// A language that mails and notifications are written in; the raw value is `users.locale`.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case urdu = "ur"

    /// The value of HTML's `dir`.
    public var direction: String { self == .urdu ? "rtl" : "ltr" }
}
