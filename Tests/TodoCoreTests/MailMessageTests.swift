import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct MailMessageTests {
    private func mail(_ title: String, _ language: Language = .english) throws -> MailMessage {
        let user = User(
            id: .sample, email: "ann@example.org", name: "Ann", language: language, createdAt: .distantPast,
            updatedAt: .distantPast)
        let notification = TodoNotification(
            id: .sample, userID: .sample, kind: .due, taskID: nil, title: title, body: "Due & done",
            data: NotificationData(), dedupeKey: "k", createdAt: .distantPast)
        return MailMessage(notification, delivery: .sample, to: user)
    }

    @Test func markupInATitleIsText() throws {
        let mail = try mail("<img src=x onerror=\"alert('x')\">&")
        #expect(!mail.html.contains("<img"))
        #expect(mail.html.contains("&lt;img src=x onerror=&quot;alert(&#39;x&#39;)&quot;&gt;&amp;"))
        #expect(mail.html.contains("<p>Due &amp; done</p>"))
        #expect(mail.html.contains(Delivery.ID.sample.description) && mail.to == "ann@example.org")
    }

    @Test func aSubjectIsOneShortLine() throws {
        let mail = try mail("Buy milk\r\nBcc: x@y\u{2028}" + String(repeating: "x", count: 300))
        #expect(mail.subject.hasPrefix("Buy milk  Bcc: x@y x"))
        #expect(mail.subject.unicodeScalars.count == 150)
        #expect(!mail.subject.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 })
    }

    @Test func urduIsWrittenFromRightToLeft() throws {
        #expect(try mail("کام", .urdu).html.contains("<html lang=\"ur\" dir=\"rtl\">"))
        #expect(try mail("x").html.contains("<html lang=\"en\" dir=\"ltr\">"))
    }
}
