#if canImport(Testing)
    internal import Glibc
    public import Reactor

    /// A TCP connection that says exactly what a test wants to say, on the loop, without blocking it.
    @LoopActor public final class RawConnection {
        public struct TimedOut: Error {}
        public struct Failed: Error { public let reason: String }

        /// One answer as it came.
        public struct Response: Sendable {
            public let status: Int
            public let headers: [(name: String, value: String)]
            public let body: [UInt8]

            public func header(_ name: String) -> String? {
                headers.first { $0.name.lowercased() == name.lowercased() }?.value
            }
            public var text: String { String(decoding: body, as: UTF8.self) }
        }

        public let descriptor: Int32
        /// Received and not taken yet.
        public private(set) var buffer: [UInt8] = []
        /// The server has closed, in order or with a reset.
        public private(set) var isClosed = false
        private var isOpen = true
        private var source: FileDescriptorSource?
        private var waiters: [(interest: Readiness, continuation: CheckedContinuation<Bool, Never>)] = []

        /// Connects to the loopback address.
        public init(port: Int, receiveBuffer: Int32? = nil) throws {
            descriptor = socket(
                AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw Failed(reason: String(cString: strerror(errno))) }
            if var receiveBuffer {
                setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
            }
            var one: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let descriptor = descriptor
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard result == 0 || errno == EINPROGRESS else {
                let reason = String(cString: strerror(errno))
                Glibc.close(descriptor)
                throw Failed(reason: reason)
            }
        }

        isolated deinit { close() }

        public func close() {
            guard isOpen else { return }
            isOpen = false
            wake([.read, .write], true)
            Glibc.close(descriptor)
        }

        /// Closes with a reset instead of an orderly end.
        public func reset() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            close()
        }

        /// Ends our half: the server reads an end of file.
        public func finishSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

        // MARK: Out

        public func send(_ text: String) async throws { try await send(Array(text.utf8)) }

        /// Sends all of it, or as much as a server that closes lets us.
        public func send(_ bytes: [UInt8]) async throws {
            var sent = 0
            while sent < bytes.count, isOpen {
                let count = bytes.withUnsafeBytes { raw in
                    Glibc.send(descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count > 0 {
                    sent += count
                } else if errno == EAGAIN || errno == ENOTCONN {
                    try await wait(for: .write)
                } else {
                    return
                }
            }
        }

        // MARK: In

        /// Waits for more bytes; false when the server has closed.
        public func receive() async throws -> Bool {
            while !isClosed {
                guard isOpen else { return false }
                var chunk = [UInt8](repeating: 0, count: 65_536)
                let count = recv(descriptor, &chunk, chunk.count, 0)
                if count > 0 {
                    buffer.append(contentsOf: chunk[..<count])
                    return true
                }
                if count < 0, errno == EAGAIN || errno == ENOTCONN {
                    try await wait(for: .read)
                } else {
                    isClosed = true
                }
            }
            return false
        }

        /// Waits until that many bytes are there, and takes them.
        public func take(_ count: Int) async throws -> [UInt8] {
            while buffer.count < count {
                guard try await receive() else {
                    throw Failed(reason: "closed after \(buffer.count) of \(count) bytes")
                }
            }
            defer { buffer.removeFirst(count) }
            return Array(buffer[..<count])
        }

        /// Waits until the server has closed, and takes what it sent until then.
        public func untilClosed() async throws -> String {
            while try await receive() {}
            defer { buffer = [] }
            return String(decoding: buffer, as: UTF8.self)
        }

        /// The next answer, whole. Interim answers (100) count as answers.
        public func response(toHead: Bool = false) async throws -> Response {
            let head = try await takeHead()
            let lines = head.split(separator: "\r\n")
            guard let first = lines.first, first.hasPrefix("HTTP/1."),
                let status = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
            else { throw Failed(reason: "no status line: \(head)") }
            let headers = lines.dropFirst().map { line -> (name: String, value: String) in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
            }
            func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
            var body: [UInt8] = []
            if toHead || status < 200 || status == 204 || status == 304 {
                // No body.
            } else if value("transfer-encoding") == "chunked" {
                body = try await takeChunks()
            } else if let length = value("content-length").flatMap({ Int($0) }) {
                body = try await take(length)
            } else {
                body = Array(try await untilClosed().utf8)
            }
            return Response(status: status, headers: headers, body: body)
        }

        /// Sends a request and answers what comes back.
        public func exchange(_ request: String) async throws -> Response {
            try await send(request)
            return try await response()
        }

        /// One piece of a chunked body; empty at its end.
        public func chunk() async throws -> [UInt8] {
            let line = try await takeLine()
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else {
                throw Failed(reason: "no chunk: \(line)")
            }
            let bytes = try await take(size + 2)
            return Array(bytes.dropLast(2))
        }

        /// A head up to the empty line, without it.
        public func takeHead() async throws -> String {
            let end = Array("\r\n\r\n".utf8)
            while true {
                if let at = Self.index(of: end, in: buffer) {
                    defer { buffer.removeFirst(at + 4) }
                    return String(decoding: buffer[..<at], as: UTF8.self)
                }
                guard try await receive() else {
                    throw Failed(reason: "closed after: \(String(decoding: buffer, as: UTF8.self))")
                }
            }
        }

        private func takeLine() async throws -> String {
            while true {
                if let at = Self.index(of: [13, 10], in: buffer) {
                    defer { buffer.removeFirst(at + 2) }
                    return String(decoding: buffer[..<at], as: UTF8.self)
                }
                guard try await receive() else { throw Failed(reason: "closed within a line") }
            }
        }

        private func takeChunks() async throws -> [UInt8] {
            var body: [UInt8] = []
            while true {
                let piece = try await chunk()
                if piece.isEmpty { return body }
                body += piece
            }
        }

        /// By `memchr`: a loop over each byte takes seconds in a debug build, and all tests share the thread.
        private static func index(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
            bytes.withUnsafeBytes { raw -> Int? in
                guard let base = raw.baseAddress, let first = pattern.first else { return nil }
                var at = 0
                while at + pattern.count <= raw.count, let found = memchr(base + at, Int32(first), raw.count - at) {
                    at = UnsafeRawPointer(found) - base
                    guard at + pattern.count <= raw.count else { return nil }
                    if raw[at..<at + pattern.count].elementsEqual(pattern) { return at }
                    at += 1
                }
                return nil
            }
        }

        // MARK: Waiting

        private func wait(for interest: Readiness) async throws {
            let timer = LoopTimer(after: .seconds(20)) { [weak self] in self?.wake(interest, false) }
            let isReady = await withCheckedContinuation { continuation in
                waiters.append((interest, continuation))
                watch()
            }
            timer.cancel()
            if !isReady { throw TimedOut() }
        }

        /// Watches while somebody waits and no longer: a hang-up is reported again and again, asked for or not.
        private func watch() {
            let interest: Readiness = waiters.reduce(into: []) { $0.formUnion($1.interest) }
            guard !interest.isEmpty else {
                source?.cancel()
                source = nil
                return
            }
            if let source {
                source.interest = interest
            } else {
                source = FileDescriptorSource(descriptor, "raw connection", for: interest) { [weak self] ready in
                    self?.wake(ready.isDisjoint(with: [.error, .hangUp]) ? ready : [.read, .write], true)
                }
            }
        }

        private func wake(_ interest: Readiness, _ isReady: Bool) {
            let woken = waiters.filter { !$0.interest.isDisjoint(with: interest) }
            waiters.removeAll { !$0.interest.isDisjoint(with: interest) }
            watch()
            for waiter in woken { waiter.continuation.resume(returning: isReady) }
        }
    }
#endif
