/// A mail as it is handed to the binding.
public struct MailMessage: Sendable, Equatable {
    /// One checked address.
    public let to: String
    /// Without line breaks, at most 150 characters.
    public let subject: String
    /// A whole HTML document.
    public let html: String

    static let subjectLimit = 150

    /// The mail of a notification.
    ///
    /// - Parameter delivery: its id stands in the footer, so that a person can tell a second copy of one mail from a
    ///   second mail.
    public init(_ notification: TodoNotification, delivery: Delivery.ID, to user: User) {
        to = user.email
        subject = Self.subject(notification.title)
        html = Self.html(notification, delivery, user.language).description
    }

    /// A title as a subject: whatever could end a header line becomes a space, and long ones are cut.
    static func subject(_ title: String) -> String {
        var subject = String.UnicodeScalarView()
        for scalar in title.unicodeScalars.prefix(subjectLimit) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: subject.append(" ")
            default: subject.append(scalar)
            }
        }
        return TextRules.trimmed(String(subject))
    }

    private static func html(_ notification: TodoNotification, _ delivery: Delivery.ID, _ language: Language) -> HTML {
        """
        <!doctype html>
        <html lang="\(language.rawValue)" dir="\(language.direction)">
        <head><meta charset="utf-8"><title>\(notification.title)</title></head>
        <body style="font-family: sans-serif; color: #1f2937">
        <h1 style="font-size: 1.25rem">\(notification.title)</h1>
        <p>\(notification.body)</p>
        <p style="font-size: 0.75rem; color: #6b7280">Todo · \(delivery.description)</p>
        </body>
        </html>
        """
    }
}
