#if canImport(Testing)
    internal import Glibc

    /// One client of an ``SMTPSink``, on its thread: EHLO, MAIL, RCPT, DATA, RSET, QUIT.
    final class SMTPSession {
        private let descriptor: Int32
        private let take: (ReceivedMail) -> Void
        private var input: [UInt8] = []
        private var sender = ""
        private var recipients: [String] = []

        init(_ descriptor: Int32, take: @escaping (ReceivedMail) -> Void) {
            (self.descriptor, self.take) = (descriptor, take)
        }

        /// Talks until one of both has had enough.
        func run() {
            say("220 sink")
            while let line = line() {
                switch line.prefix(4).uppercased() {
                case "EHLO", "HELO": say("250 sink")
                case "MAIL":
                    sender = Self.address(line)
                    recipients = []
                    say("250 ok")
                case "RCPT":
                    recipients.append(Self.address(line))
                    say("250 ok")
                case "DATA":
                    say("354 go on")
                    guard let message = message() else { return }
                    take(ReceivedMail(sender: sender, recipients: recipients, lines: message))
                    say("250 taken")
                case "QUIT": return say("221 bye")
                default: say("250 ok")
                }
            }
        }

        private func message() -> [String]? {
            var lines: [String] = []
            while let line = line() {
                if line == "." { return lines }
                lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
            }
            return nil
        }

        /// The next line without its end; nil when the client is gone.
        private func line() -> String? {
            while true {
                if let end = input.firstIndex(of: 10) {
                    var line = input[..<end]
                    if line.last == 13 { line.removeLast() }
                    defer { input.removeFirst(end + 1) }
                    return String(decoding: line, as: UTF8.self)
                }
                var chunk = [UInt8](repeating: 0, count: 65_536)
                let count = recv(descriptor, &chunk, chunk.count, 0)
                guard count > 0 else { return nil }
                input.append(contentsOf: chunk[..<count])
            }
        }

        private static func address(_ line: String) -> String {
            guard let open = line.firstIndex(of: "<"), let close = line.firstIndex(of: ">") else { return line }
            return String(line[line.index(after: open)..<close])
        }

        private func say(_ line: String) {
            let bytes = Array("\(line)\r\n".utf8)
            _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }
#endif
