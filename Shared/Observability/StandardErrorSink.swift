internal import Glibc

/// Log lines to a descriptor, standard error by default, without ever keeping the caller waiting.
///
/// Lines go into a bounded buffer that a thread of its own writes out: a terminal that scrolls or a full pipe must not
/// stop the event loop. When the buffer is full, lines are dropped and counted, and the count is written as a line as
/// soon as there is room.
public final class StandardErrorSink: LogSink, @unchecked Sendable {
    /// The one of the process.
    public static let shared = StandardErrorSink()

    private let descriptor: Int32
    private let capacity: Int
    private let lock = Lock()
    // Under the lock.
    private var pending: [UInt8] = []
    private var isWriting = false
    private var hasThread = false
    private var unreported = 0
    private var droppedLines = 0

    /// A sink that holds at most `capacity` bytes that are not written yet.
    public init(descriptor: Int32 = 2, capacity: Int = 1 << 20) {
        self.descriptor = descriptor
        self.capacity = capacity
    }

    /// How many lines were lost to a full buffer since the start.
    public var dropped: Int { lock.withLock { droppedLines } }

    public func write(_ line: [UInt8], level: Logger.Level) {
        let needsThread = lock.withLock {
            if pending.isEmpty { lock.signal() }
            if pending.count + line.count <= capacity {
                pending += line
            } else {
                droppedLines += 1
                unreported += 1
            }
            defer { hasThread = true }
            return !hasThread
        }
        if needsThread { startThread() }
    }

    /// Waits until everything is written, at most `limit`; true when it is. For the end of the process only.
    @discardableResult
    public func flush(within limit: Duration) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = Int(limit.components.attoseconds / 1_000_000_000) + deadline.tv_nsec
        deadline.tv_sec += Int(limit.components.seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        return lock.withLock {
            while isWriting || !pending.isEmpty || unreported > 0 {
                guard lock.wait(until: deadline) else { return false }
            }
            return true
        }
    }

    private func startThread() {
        var handle = pthread_t()
        let me = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<StandardErrorSink>.fromOpaque(argument).takeRetainedValue().writeForEver()
            }, me)
        pthread_detach(handle)
    }

    private func writeForEver() -> Never {
        var batch: [UInt8] = []
        while true {
            batch.removeAll(keepingCapacity: true)
            let lost = lock.withLock {
                isWriting = false
                lock.signal()
                while pending.isEmpty && unreported == 0 { lock.wait() }
                isWriting = true
                swap(&batch, &pending)
                defer { unreported = 0 }
                return unreported
            }
            writeOut(batch)
            if lost > 0 { writeOut(Self.lossLine(lost)) }
        }
    }

    private static func lossLine(_ count: Int) -> [UInt8] {
        var line = LogLine(level: .warning, logger: "log", message: "Log lines dropped, the buffer was full")
        line.append(["count": LogValue(count)])
        return line.finish()
    }

    private func writeOut(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    // Somebody made the descriptor non-blocking: a shell's terminal shared with another program.
                    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wanted, 1, 1_000)
                } else if errno != EINTR {
                    return  // nobody reads any more; logging must not end the process
                }
            }
        }
    }
}
