#if canImport(Testing)
    /// A mail that an ``SMTPSink`` took, with the encodings of mail undone.
    public struct ReceivedMail: Sendable {
        /// Of the envelope.
        public let sender: String
        public let recipients: [String]
        public let subject: String
        public let html: String

        init(sender: String, recipients: [String], lines: [String]) {
            (self.sender, self.recipients) = (sender, recipients)
            let end = lines.firstIndex(of: "") ?? lines.endIndex
            var headers: [String] = []
            for line in lines[..<end] {
                // A header goes on in lines that begin with a space.
                if line.hasPrefix(" "), let last = headers.popLast() {
                    headers.append(last + line)
                } else {
                    headers.append(line)
                }
            }
            let subject = headers.first { $0.lowercased().hasPrefix("subject: ") }?.dropFirst("subject: ".count)
            self.subject = Self.decodedWords(String(subject ?? ""))
            html = Self.decoded(lines.dropFirst(end + 1).joined(separator: "\n"))
        }

        /// The delivery that the footer names.
        public var delivery: String? {
            html.firstRange(of: "Todo · ").map { String(html[$0.upperBound...].prefix(36)) }
        }

        private static func decodedWords(_ text: String) -> String {
            guard text.hasPrefix("=?UTF-8?q?") else { return text }
            let words = text.replacing("=?UTF-8?q?", with: "").replacing("?= ", with: "").replacing("?=", with: "")
            return decoded(words.replacing("_", with: " "))
        }

        /// Quoted-printable undone.
        private static func decoded(_ text: String) -> String {
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "=") else {
                    bytes.append(byte)
                    continue
                }
                if rest.first == 10 {
                    rest.removeFirst()
                } else if let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
#endif
