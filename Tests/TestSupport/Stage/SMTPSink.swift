#if canImport(Testing)
    internal import Glibc
    public import Reactor

    /// A mail server that takes every mail and keeps it.
    ///
    /// It has a thread of its own, so that a client that blocks (libcurl's SMTP does) may be in the test's process.
    public final class SMTPSink: @unchecked Sendable {
        public let port: Int
        private let listener: Int32
        private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private var kept: [ReceivedMail] = []
        private var connection: Int32 = -1
        private var isClosed = false

        /// Listens on `port`, or a free one.
        @LoopActor public init(port wanted: Int? = nil) {
            let wanted = UInt16(wanted ?? FreePorts.take())
            pthread_mutex_init(lock, nil)
            (listener, port) = ProxySocket.listen(wanted..<wanted + 1)
            _ = fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) & ~O_NONBLOCK)
            startThread()
        }

        private func startThread() {
            var thread = pthread_t()
            let code = pthread_create(
                &thread, nil,
                { context in
                    if let context { Unmanaged<SMTPSink>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                }, Unmanaged.passRetained(self).toOpaque())
            precondition(code == 0, "no thread for the mail server")
            pthread_detach(thread)
        }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }

        public var mails: [ReceivedMail] { locked { kept } }

        /// The mails to one address.
        public func mails(to address: String) -> [ReceivedMail] { mails.filter { $0.recipients == [address] } }

        /// Stops listening and ends the connection there may be.
        public func close() {
            locked {
                isClosed = true
                shutdown(listener, Int32(SHUT_RDWR))
                if connection >= 0 { shutdown(connection, Int32(SHUT_RDWR)) }
            }
        }

        // MARK: On the thread

        private func run() {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                let mayServe = locked {
                    connection = descriptor
                    return !isClosed
                }
                if mayServe {
                    SMTPSession(descriptor) { mail in self.locked { self.kept.append(mail) } }.run()
                }
                locked { connection = -1 }
                Glibc.close(descriptor)
            }
            Glibc.close(listener)
        }

        private func locked<T>(_ body: () -> T) -> T {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return body()
        }
    }
#endif
