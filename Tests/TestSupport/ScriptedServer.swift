#if canImport(Testing)
    internal import Glibc
    public import Reactor

    /// An HTTP server on a free port of the loopback whose every answer a test writes, the broken ones too.
    ///
    /// It speaks just enough HTTP to take requests apart; what it sends is what the test says, byte for byte.
    @LoopActor public final class ScriptedServer {
        public struct Request: Sendable {
            public let method: String
            public let target: String
            /// Names in lower case.
            public let headers: [String: String]
            public let body: [UInt8]

            public var text: String { String(decoding: body, as: UTF8.self) }
        }

        public enum Answer: Sendable {
            /// A well-formed answer; the connection stays open.
            case status(Int, headers: [String: String] = [:], body: String = "")
            /// These bytes, and then the end of the connection if `thenClose`.
            case raw(String, thenClose: Bool)
            /// Closed without a byte.
            case close
            /// Closed by RST.
            case reset
            /// Nothing, ever; the connection stays open.
            case silence
            /// The answer once the test lets it go.
            case held(Gate, then: [Answer])
        }

        /// Holds answers back until the test opens it.
        @LoopActor public final class Gate {
            private var waiting: [() -> Void] = []
            public private(set) var isOpen = false
            public nonisolated init() {}

            public func open() {
                isOpen = true
                for action in waiting { action() }
                waiting = []
            }

            func whenOpen(_ action: @escaping () -> Void) {
                if isOpen { action() } else { waiting.append(action) }
            }
        }

        public let port: Int
        public private(set) var requests: [Request] = []
        public private(set) var openConnections = 0
        public private(set) var acceptedConnections = 0
        public var answer: @LoopActor (Request) -> Answer
        private let listener: Int32
        private var source: FileDescriptorSource?
        private var connections: [Int32: ScriptedConnection] = [:]
        private var waiters: [(count: Int, UnsafeContinuation<Void, Never>)] = []

        public init(_ answer: @escaping @LoopActor (Request) -> Answer) {
            self.answer = answer
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = listener
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    precondition(bind(descriptor, $0, length) == 0 && listen(descriptor, 128) == 0)
                    getsockname(descriptor, $0, &length)
                }
            }
            port = Int(UInt16(bigEndian: address.sin_port))
            source = FileDescriptorSource(listener, "scripted server", for: .read) { [unowned self] _ in accept() }
        }

        public var url: String { "http://127.0.0.1:\(port)" }

        /// Returns once `count` requests have come since the start.
        public func received(_ count: Int) async {
            await withUnsafeContinuation { continuation in
                // Asked in here: a debug build may let others run between the call and this.
                if requests.count >= count { continuation.resume() } else { waiters.append((count, continuation)) }
            }
        }

        /// Stops listening and closes every connection. Call it at the end of each test.
        public func stop() {
            source?.cancel()
            source = nil
            close(listener)
            for connection in connections.values { connection.end() }
        }

        private func accept() {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            acceptedConnections += 1
            openConnections += 1
            connections[descriptor] = ScriptedConnection(descriptor, self)
        }

        func closed(_ descriptor: Int32) {
            connections[descriptor] = nil
            openConnections -= 1
        }

        func handle(_ request: Request) -> Answer {
            requests.append(request)
            let answer = answer(request)
            for waiter in waiters where waiter.count <= requests.count { waiter.1.resume() }
            waiters.removeAll { $0.count <= requests.count }
            return answer
        }
    }
#endif
