#if canImport(Testing)
    internal import Glibc
    public import Reactor

    /// A mail server for one test: takes mails, or answers a command as the test says.
    @LoopActor public final class MailServer {
        public struct Mail: Sendable {
            public let sender: String
            public let recipients: [String]
            /// Header and body, as they were sent.
            public let text: String
        }

        public enum Behaviour: Sendable {
            /// This line instead of the usual answer.
            case answer(String)
            /// Closes the connection.
            case close
            /// Says nothing.
            case silence
        }

        public let port: Int
        public private(set) var mails: [Mail] = []
        public private(set) var connections = 0
        /// By command: "GREETING", "EHLO", "MAIL", "RCPT", "DATA", "END".
        public var behaviours: [String: Behaviour] = [:]
        private let listener: Int32
        private var silenced: [(descriptor: Int32, command: String)] = []
        private var source: FileDescriptorSource?
        private var open: [Int32: Connection] = [:]

        private struct Connection {
            let source: FileDescriptorSource
            var buffer: [UInt8] = []
            var sender = ""
            var recipients: [String] = []
            var isInData = false
        }

        /// Listens on a port of its own.
        public init() {
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let listener = listener
            port = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    precondition(bind(listener, $0, size) == 0 && listen(listener, 16) == 0)
                    getsockname(listener, $0, &size)
                }
                return Int(UInt16(bigEndian: $0.pointee.sin_port))
            }
            source = FileDescriptorSource(listener, "mail server", for: .read) { [unowned self] _ in accept() }
        }

        /// Says at last what it has not said to a command, and goes on as usual.
        public func wake(_ command: String, _ line: String) {
            behaviours[command] = nil
            for one in silenced where one.command == command && open[one.descriptor] != nil {
                write(one.descriptor, line)
            }
            silenced.removeAll { $0.command == command }
        }

        public func stop() {
            source?.cancel()
            for descriptor in open.keys { end(descriptor) }
            close(listener)
        }

        private func accept() {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            connections += 1
            open[descriptor] = Connection(
                source: FileDescriptorSource(descriptor, "mail client", for: .read) { [unowned self] _ in
                    read(descriptor)
                })
            reply(descriptor, "GREETING", "220 ready")
        }

        private func end(_ descriptor: Int32) {
            open.removeValue(forKey: descriptor)?.source.cancel()
            close(descriptor)
        }

        private func read(_ descriptor: Int32) {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return end(descriptor) }
            open[descriptor]?.buffer.append(contentsOf: chunk[..<count])
            while let line = nextLine(descriptor) { take(line, from: descriptor) }
        }

        /// A command, or the whole text of a mail up to the line with a dot.
        private func nextLine(_ descriptor: Int32) -> String? {
            guard let connection = open[descriptor] else { return nil }
            let end = Array((connection.isInData ? "\r\n.\r\n" : "\r\n").utf8)
            guard let range = connection.buffer.firstRange(of: end) else { return nil }
            let line = String(decoding: connection.buffer[..<range.lowerBound], as: UTF8.self)
            open[descriptor]?.buffer.removeSubrange(..<range.upperBound)
            return line
        }

        private func take(_ line: String, from descriptor: Int32) {
            guard let connection = open[descriptor] else { return }
            if connection.isInData {
                open[descriptor]?.isInData = false
                mails.append(Mail(sender: connection.sender, recipients: connection.recipients, text: line))
                return reply(descriptor, "END", "250 taken")
            }
            let address = line.split(separator: "<").last.map { String($0.prefix { $0 != ">" }) } ?? ""
            switch line.prefix(4).uppercased() {
            case "EHLO", "HELO": reply(descriptor, "EHLO", "250 here")
            case "MAIL":
                open[descriptor]?.sender = address
                reply(descriptor, "MAIL", "250 fine")
            case "RCPT":
                open[descriptor]?.recipients.append(address)
                reply(descriptor, "RCPT", "250 fine")
            case "DATA":
                if behaviours["DATA"] == nil { open[descriptor]?.isInData = true }
                reply(descriptor, "DATA", "354 go on")
            default: reply(descriptor, "OTHER", "221 bye")
            }
        }

        private func reply(_ descriptor: Int32, _ command: String, _ usual: String) {
            switch behaviours[command] {
            case .answer(let line): write(descriptor, line)
            case .close: end(descriptor)
            case .silence: silenced.append((descriptor, command))
            case nil: write(descriptor, usual)
            }
        }

        private func write(_ descriptor: Int32, _ line: String) {
            let bytes = Array((line + "\r\n").utf8)
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }
#endif
