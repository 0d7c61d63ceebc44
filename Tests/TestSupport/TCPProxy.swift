#if canImport(Testing)
    internal import Glibc
    public import Reactor

    /// A proxy on 127.0.0.1 in front of a Unix socket, on the test's own loop, that misbehaves when told to.
    @LoopActor public final class TCPProxy {
        /// Where a connection is cut, in PostgreSQL's terms.
        public enum Cut: Sendable, CaseIterable {
            /// The server gets everything but the Sync.
            case beforeSync
            /// The server gets the Sync, the client's side is gone at that moment.
            case atSync
            /// The server has done it; its answer to the Sync is lost.
            case beforeAnswer
            /// The client has the answer to the Sync, then the connection ends.
            case afterAnswer
        }

        public enum Mode: Sendable {
            case forward
            /// Takes connections and bytes and does nothing with them.
            case blackhole
            /// Ends every connection at once, as a server that is not there.
            case refuse
        }

        public nonisolated let port: Int
        /// For new connections and, apart from `refuse`, for the bytes of those that are open.
        public var mode = Mode.forward
        /// How long each piece is held, in each direction.
        public var delay: Duration = .zero
        /// The next Syncs meet this, one each; how many were met is in ``cuts``.
        public var pending: [Cut] = []
        public internal(set) var cuts = 0
        public private(set) var accepted = 0

        private let path: String
        private let listener: Int32
        private var source: FileDescriptorSource?
        private var links: [ObjectIdentifier: ProxyLink] = [:]

        /// Listens on a free port of 22000 to 22099.
        public init(toSocket path: String) {
            self.path = path
            (listener, port) = ProxySocket.listen(22_000..<22_100)
            source = FileDescriptorSource(listener, "proxy", for: .read) { _ in self.accept() }
        }

        public var open: Int { links.count }

        /// Ends every open connection.
        public func cutAll() {
            for link in Array(links.values) { link.close() }
        }

        public func close() {
            cutAll()
            source?.cancel()
            source = nil
            Glibc.close(listener)
        }

        private func accept() {
            while case let client = Glibc.accept(listener, nil, nil), client >= 0 {
                accepted += 1
                guard mode != .refuse, case let server = ProxySocket.connect(path), server >= 0 else {
                    Glibc.close(client)
                    continue
                }
                let link = ProxyLink(self, client: client, server: server)
                links[ObjectIdentifier(link)] = link
            }
        }

        func ended(_ link: ProxyLink) { links[ObjectIdentifier(link)] = nil }
    }
#endif
