#if canImport(Testing)
    internal import Glibc
    internal import Reactor

    /// One connection through the proxy: two sockets, and what is still to be written to each.
    @LoopActor final class ProxyLink {
        private let proxy: TCPProxy
        private let client: Int32
        private let server: Int32
        private var toServer: [UInt8] = []
        private var toClient: [UInt8] = []
        private var sources: [FileDescriptorSource] = []
        private var requests = WireScanner(startsWithStartup: true)
        private var answers = WireScanner(startsWithStartup: false)
        private var isClosed = false
        /// Set at a Sync whose answer is to be met.
        private var awaited: TCPProxy.Cut?

        init(_ proxy: TCPProxy, client: Int32, server: Int32) {
            (self.proxy, self.client, self.server) = (proxy, client, server)
            ProxySocket.makeNonBlocking(client)
            sources = [
                FileDescriptorSource(client, "proxy client", for: .read) { self.clientReady($0) },
                FileDescriptorSource(server, "proxy server", for: .read) { self.serverReady($0) },
            ]
        }

        func close() {
            guard !isClosed else { return }
            isClosed = true
            for source in sources { source.cancel() }
            sources = []
            Glibc.close(client)
            Glibc.close(server)
            proxy.ended(self)
        }

        // MARK: Client to server

        private func clientReady(_ readiness: Readiness) {
            if readiness.contains(.write) { flush() }
            guard !isClosed, readiness != .write else { return }
            guard let bytes = ProxySocket.read(client) else { return close() }
            guard proxy.mode != .blackhole, !bytes.isEmpty else { return }
            later { self.forward(toServer: bytes) }
        }

        private func forward(toServer bytes: [UInt8]) {
            let syncs = requests.find("S", in: bytes)
            guard let sync = syncs.first, let cut = takeCut() else {
                toServer += bytes
                return flush()
            }
            switch cut {
            case .beforeSync:
                toServer += bytes[..<sync.lowerBound]
                flush()
                close()
            case .atSync:
                toServer += bytes[..<sync.upperBound]
                flush()
                close()
            case .beforeAnswer, .afterAnswer:
                awaited = cut
                toServer += bytes
                flush()
            }
        }

        private func takeCut() -> TCPProxy.Cut? {
            guard awaited == nil, !proxy.pending.isEmpty else { return nil }
            proxy.cuts += 1
            return proxy.pending.removeFirst()
        }

        // MARK: Server to client

        private func serverReady(_ readiness: Readiness) {
            if readiness.contains(.write) { flush() }
            guard !isClosed, readiness != .write else { return }
            guard let bytes = ProxySocket.read(server) else { return close() }
            guard proxy.mode != .blackhole, !bytes.isEmpty else { return }
            later { self.forward(toClient: bytes) }
        }

        private func forward(toClient bytes: [UInt8]) {
            let ready = answers.find("Z", in: bytes)
            guard let awaited, let end = ready.first else {
                toClient += bytes
                return flush()
            }
            toClient += bytes[..<(awaited == .beforeAnswer ? end.lowerBound : end.upperBound)]
            flush()
            close()
        }

        // MARK: Both

        /// Pieces of one direction keep their order: the timers of equal deadlines fire in the order they were made.
        private func later(_ action: @escaping @LoopActor () -> Void) {
            guard proxy.delay > .zero else { return action() }
            _ = LoopTimer(after: proxy.delay) { if !self.isClosed { action() } }
        }

        private func flush() {
            guard !isClosed else { return }
            guard write(&toServer, server), write(&toClient, client) else { return close() }
            sources[0].interest = toClient.isEmpty ? .read : [.read, .write]
            sources[1].interest = toServer.isEmpty ? .read : [.read, .write]
        }

        private func write(_ bytes: inout [UInt8], _ descriptor: Int32) -> Bool {
            while !bytes.isEmpty {
                let count = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
                if count < 0 { return errno == EAGAIN || errno == EINTR }
                bytes.removeFirst(count)
            }
            return true
        }
    }
#endif
