/// Where log lines go.
public protocol LogSink: Sendable {
    /// Takes one line of JSON, its newline included. It never waits: the caller is the event loop.
    func write(_ line: [UInt8], level: Logger.Level)
}
