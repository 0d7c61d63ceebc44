/// Writes JSON lines: a constant message, and the data beside it as fields.
///
/// A value: ``adding(_:)`` gives a logger whose every line carries the request's or the event's id. A line below the
/// level costs one comparison, its fields are not even made.
public struct Logger: Sendable {
    public typealias Fields = [String: LogValue]

    public let label: String
    public var level: Level
    let sink: any LogSink
    let fields: Fields
    /// `fields` as JSON members with a comma before each, made once and not per line.
    private let encoded: [UInt8]

    /// A logger named after the part that speaks, "outbox-relay".
    public init(
        _ label: String, level: Level = .info, sink: any LogSink = StandardErrorSink.shared, fields: Fields = [:]
    ) {
        self.label = label
        self.level = level
        self.sink = sink
        self.fields = fields
        encoded = LogLine.members(fields)
    }

    /// The same logger with more fields on every line; a field of the same name is replaced.
    public func adding(_ fields: Fields) -> Logger {
        Logger(label, level: level, sink: sink, fields: self.fields.merging(fields) { $1 })
    }

    /// The same logger under another name.
    public func named(_ label: String) -> Logger { Logger(label, level: level, sink: sink, fields: fields) }

    /// What helps only whoever reads the code at the same time.
    public func trace(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.trace, message, fields())
    }

    /// What helps to find a fault.
    public func debug(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.debug, message, fields())
    }

    /// The ordinary course: a request answered, an event published.
    public func info(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.info, message, fields())
    }

    /// Rare and worth reading: started, stopping, a connection back.
    public func notice(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.notice, message, fields())
    }

    /// Something failed and will be tried again, or is degraded.
    public func warning(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.warning, message, fields())
    }

    /// Somebody has to look.
    public func error(_ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        log(.error, message, fields())
    }

    /// Writes at a level that is known only at run time.
    public func log(_ level: Level, _ message: StaticString, _ fields: @autoclosure () -> Fields = [:]) {
        guard level >= self.level else { return }
        write(level, message, fields())
    }

    /// The same with fields that keep their order and cost no dictionary: for what is logged with every request.
    ///
    /// No name may be one of the logger's own fields, or time, level, logger or message.
    public func log(
        _ level: Level, _ message: StaticString,
        ordered fields: @autoclosure () -> KeyValuePairs<StaticString, LogValue>
    ) {
        guard level >= self.level else { return }
        var line = LogLine(level: level, logger: label, message: message)
        line.append(members: encoded)
        line.append(fields())
        sink.write(line.finish(), level: level)
    }

    private func write(_ level: Level, _ message: StaticString, _ own: Fields) {
        var line = LogLine(level: level, logger: label, message: message)
        if own.keys.contains(where: { fields[$0] != nil }) {
            line.append(members: LogLine.members(fields.merging(own) { $1 }))
        } else {
            line.append(members: encoded)
            line.append(own)
        }
        sink.write(line.finish(), level: level)
    }
}
