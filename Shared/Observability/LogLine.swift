internal import Glibc

/// The bytes of one line: `{"time":…,"level":…,"logger":…,"message":…, fields…}` and a newline.
///
/// It writes JSON by itself, because this module imports none of ours: everything else, JSON's users too, stands on it.
/// Strings, numbers and booleans in one flat object are all it knows.
struct LogLine {
    private static let reserved: Set<String> = ["time", "level", "logger", "message"]
    private var bytes: [UInt8] = []

    init(level: Logger.Level, logger: String, message: StaticString) {
        bytes.reserveCapacity(256)
        bytes += "{\"time\":\"".utf8
        Self.appendNow(to: &bytes)
        bytes += "\",\"level\":\"".utf8
        bytes += level.rawValue.utf8
        bytes += "\",\"logger\":".utf8
        Self.append(logger, to: &bytes)
        bytes += ",\"message\":".utf8
        message.withUTF8Buffer { Self.append(utf8: $0, to: &bytes) }
    }

    mutating func append(members: [UInt8]) { bytes += members }

    mutating func append(_ fields: Logger.Fields) { Self.append(fields, to: &bytes) }

    mutating func append(_ fields: KeyValuePairs<StaticString, LogValue>) {
        for (name, value) in fields {
            bytes.append(UInt8(ascii: ","))
            name.withUTF8Buffer { Self.append(utf8: $0, to: &bytes) }
            bytes.append(UInt8(ascii: ":"))
            Self.append(value, to: &bytes)
        }
    }

    consuming func finish() -> [UInt8] {
        bytes += "}\n".utf8
        return bytes
    }

    /// The fields as members, sorted by name, a comma before each.
    static func members(_ fields: Logger.Fields) -> [UInt8] {
        var bytes: [UInt8] = []
        append(fields, to: &bytes)
        return bytes
    }

    private static func append(_ fields: Logger.Fields, to bytes: inout [UInt8]) {
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            bytes.append(UInt8(ascii: ","))
            append(reserved.contains(name) ? "field." + name : name, to: &bytes)  // no name twice in an object
            bytes.append(UInt8(ascii: ":"))
            append(value, to: &bytes)
        }
    }

    private static func append(_ value: LogValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): append(text, to: &bytes)
        case .int(let number): bytes += String(number).utf8
        case .double(let number) where number.isFinite: bytes += number.description.utf8
        case .double(let number): append(number.description, to: &bytes)  // JSON has neither nan nor inf
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .redacted: append("<redacted>", to: &bytes)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { append(utf8: $0, to: &bytes) }
    }

    /// Quotes and escapes; every control character becomes \u00XX, so that no value can begin a line of its own.
    private static func append(utf8 text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        guard !text.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C && $0 != 0x7F }) else {
            bytes.append(contentsOf: text)
            return
        }
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case UInt8(ascii: "\r"): bytes += "\\r".utf8
            case UInt8(ascii: "\t"): bytes += "\\t".utf8
            case 0..<0x20, 0x7F: bytes += [0x5C, 0x75, 0x30, 0x30, hex(byte >> 4), hex(byte & 15)]
            default: bytes.append(byte)
            }
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 0x30 + digit : 0x57 + digit }

    /// The wall clock in UTC with microseconds: "2026-03-01T09:00:00.000123Z".
    private static func appendNow(to bytes: inout [UInt8]) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        append(Int(parts.tm_year) + 1900, 4, "-", to: &bytes)
        append(Int(parts.tm_mon) + 1, 2, "-", to: &bytes)
        append(Int(parts.tm_mday), 2, "T", to: &bytes)
        append(Int(parts.tm_hour), 2, ":", to: &bytes)
        append(Int(parts.tm_min), 2, ":", to: &bytes)
        append(Int(parts.tm_sec), 2, ".", to: &bytes)
        append(Int(now.tv_nsec) / 1_000, 6, "Z", to: &bytes)
    }

    private static func append(_ number: Int, _ width: Int, _ after: Unicode.Scalar, to bytes: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
        bytes.append(UInt8(ascii: after))
    }
}
