import HTTPClient
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

@Suite struct MailMessageTests {
    private let fields = [
        "emailFrom": "Ann <from@example.org>", "emailTo": "a@example.org;b@example.org", "subject": "s",
    ]

    @Test func theMessageIsWhatTheComponentSends() throws {
        let mail = try MailMessage(fields, data: Array(#""<b>hi</b> é""#.utf8))
        #expect(mail.sender == "from@example.org" && mail.recipients == ["a@example.org", "b@example.org"])
        #expect(
            String(decoding: mail.text(now: 1_795_229_407_000), as: UTF8.self)
                == [
                    "Mime-Version: 1.0", "Date: Sat, 21 Nov 2026 02:50:07 +0000", "From: Ann <from@example.org>",
                    "To: a@example.org, b@example.org", "Subject: s", "X-priority: 3",
                    "Content-Type: text/html; charset=UTF-8", "Content-Transfer-Encoding: quoted-printable", "",
                    "<b>hi</b> =C3=A9", "",
                ].joined(separator: "\r\n"))
    }

    @Test func dataThatIsNoTextGoesAsItsJSON() throws {
        let text = { (data: String) in
            String(decoding: try MailMessage(fields, data: Array(data.utf8)).text(now: 0), as: UTF8.self)
        }
        #expect(try text(#"{"a":1}"#).hasSuffix("\r\n\r\n{\"a\":1}\r\n"))
        #expect(try text("null").hasSuffix("\r\n\r\nnull\r\n"))
    }

    @Test func longLinesAreBrokenSoftly() {
        let line = String(repeating: "w", count: 100)
        #expect(
            String(decoding: QuotedPrintable.encode(Array((line + "\ntail ").utf8)), as: UTF8.self)
                == String(repeating: "w", count: 75) + "=\r\n" + String(repeating: "w", count: 25) + "\r\ntail=20")
    }

    @Test func aLineBreakInASubjectCannotBecomeAHeader() throws {
        var evil = fields
        evil["subject"] = "s\r\nX-Evil: 1"
        let text = String(decoding: try MailMessage(evil, data: []).text(now: 0), as: UTF8.self)
        #expect(text.contains("Subject: =?UTF-8?q?s=0D=0AX-Evil:_1?=\r\n"))
    }

    @Test(arguments: ["a@x,b@x", "a@x;", "nobody", "J\u{F6}rg <a@x>\r\n", "a@x\r\nRCPT TO:<evil@x>"])
    func anAddressThatIsNoneIsRefused(_ address: String) {
        var wrong = fields
        wrong["emailTo"] = address
        #expect(throws: BindingFailure.self) { try MailMessage(wrong, data: []) }
    }

    @Test(arguments: ["emailFrom", "emailTo", "subject"]) func everyRequiredFieldIsAskedFor(_ name: String) {
        var fields = fields
        fields[name] = nil
        #expect(throws: BindingFailure.self) { try MailMessage(fields, data: []) }
    }
}
