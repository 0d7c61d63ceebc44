#if canImport(Testing)
    internal import Glibc
    internal import Reactor

    /// One connection of a ``ScriptedServer``.
    @LoopActor final class ScriptedConnection {
        private let descriptor: Int32
        private unowned let server: ScriptedServer
        private var source: FileDescriptorSource?
        private var input: [UInt8] = []

        init(_ descriptor: Int32, _ server: ScriptedServer) {
            self.descriptor = descriptor
            self.server = server
            source = FileDescriptorSource(descriptor, "scripted connection", for: .read) { [unowned self] _ in read() }
        }

        func end() {
            guard let source else { return }
            source.cancel()
            self.source = nil
            close(descriptor)
            server.closed(descriptor)
        }

        private func read() {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { return end() }
            input.append(contentsOf: chunk[..<count])
            while source != nil, let request = nextRequest() { send(server.handle(request)) }
        }

        private func nextRequest() -> ScriptedServer.Request? {
            let separator = Array("\r\n\r\n".utf8)
            guard
                let end = input.indices.first(where: {
                    $0 + 4 <= input.count && Array(input[$0..<$0 + 4]) == separator
                })
            else { return nil }
            var lines = String(decoding: input[..<end], as: UTF8.self).split(separator: "\r\n")
            let start = lines.removeFirst().split(separator: " ")
            var headers: [String: String] = [:]
            for line in lines {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
            }
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            guard input.count >= end + 4 + length, start.count == 3 else { return nil }
            let body = Array(input[(end + 4)..<(end + 4 + length)])
            input.removeFirst(end + 4 + length)
            return ScriptedServer.Request(
                method: String(start[0]), target: String(start[1]), headers: headers, body: body)
        }

        private func send(_ answer: ScriptedServer.Answer) {
            switch answer {
            case .status(let status, var headers, let body):
                if status != 204 { headers["Content-Length"] = "\(body.utf8.count)" }
                let head = headers.map { "\($0): \($1)\r\n" }.joined()
                write("HTTP/1.1 \(status) Scripted\r\n\(head)\r\n\(body)")
            case .raw(let text, let thenClose):
                write(text)
                if thenClose { end() }
            case .close: end()
            case .reset:
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                end()
            case .silence: break
            case .held(let gate, let then):
                gate.whenOpen { [weak self] in
                    for answer in then where self?.source != nil { self?.send(answer) }
                }
            }
        }

        /// The kernel takes it at once: what tests answer is small beside a socket's buffer.
        private func write(_ text: String) {
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                if count < 0 { return }
                bytes = bytes.dropFirst(count)
            }
        }
    }
#endif
