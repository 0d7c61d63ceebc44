#if canImport(Testing)
    internal import FoundationEssentials
    internal import Glibc
    public import Observability

    /// One recorded log line, read back.
    public struct LogRecord: Sendable {
        public let line: String
        public let level: Logger.Level
        /// All members of the line, time, level, logger and message too.
        public let fields: [String: LogValue]

        public var message: String { if case .string(let text)? = fields["message"] { text } else { "" } }
    }

    /// Keeps log lines for a test to look at, each parsed: a line that is not JSON comes without fields.
    public final class LogRecorder: LogSink, @unchecked Sendable {
        private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private var kept: [LogRecord] = []
        private var watchers: [(message: String, continuation: UnsafeContinuation<LogRecord, Never>)] = []

        public init() { pthread_mutex_init(lock, nil) }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }

        /// A logger that writes here, everything unless a level is given.
        public func logger(_ label: String = "test", level: Logger.Level = .trace) -> Logger {
            Logger(label, level: level, sink: self)
        }

        public var records: [LogRecord] { locked { kept } }

        public var messages: [String] { records.map(\.message) }

        /// The first record so far with this message.
        public subscript(message: String) -> LogRecord? { records.first { $0.message == message } }

        public func write(_ line: [UInt8], level: Logger.Level) {
            let fields = try? JSONDecoder().decode([String: Member].self, from: Data(line))
            let record = LogRecord(
                line: String(decoding: line, as: UTF8.self), level: level, fields: (fields ?? [:]).mapValues(\.value))
            let waiting = locked {
                kept.append(record)
                defer { watchers.removeAll { $0.message == record.message } }
                return watchers.filter { $0.message == record.message }
            }
            for watcher in waiting { watcher.continuation.resume(returning: record) }
        }

        /// The first record with this message, as soon as there is one.
        public func first(_ message: String) async -> LogRecord {
            await withUnsafeContinuation { continuation in
                let known = locked {
                    let known = kept.first { $0.message == message }
                    if known == nil { watchers.append((message, continuation)) }
                    return known
                }
                if let known { continuation.resume(returning: known) }
            }
        }

        private func locked<T>(_ body: () -> T) -> T {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return body()
        }
    }

    private struct Member: Decodable {
        let value: LogValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                value = .bool(flag)
            } else if let number = try? container.decode(Int64.self) {
                value = .int(number)
            } else if let number = try? container.decode(Double.self) {
                value = .double(number)
            } else {
                value = .string(try container.decode(String.self))
            }
        }
    }
#endif
