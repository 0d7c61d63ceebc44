/// One step of a distributed trace, as W3C Trace Context carries it in the headers `traceparent` and `tracestate`.
public struct TraceContext: Sendable, Equatable {
    private let high: UInt64
    private let low: UInt64
    private let parent: UInt64
    private let flags: UInt8
    /// What other vendors passed along; forwarded as it came.
    public let tracestate: String?

    /// The context of a request's headers; nil when they hold none: malformed, of version ff, or all zero (a sidecar
    /// that does not trace sends those), for which the specification demands a new trace.
    public init?(traceparent: String, tracestate: String? = nil) {
        let text = Array(traceparent.utf8)
        guard text.count >= 55, text[2] == 0x2D, text[35] == 0x2D, text[52] == 0x2D,
            let version = Self.hex(text[0..<2]), version != 0xFF,
            // Version 00 is exactly this long; a later one may go on after a dash.
            text.count == 55 || (version != 0 && text[55] == 0x2D),
            let high = Self.hex(text[3..<19]), let low = Self.hex(text[19..<35]), high | low != 0,
            let parent = Self.hex(text[36..<52]), parent != 0,
            let flags = Self.hex(text[53..<55])
        else { return nil }
        self.init(high, low, parent, UInt8(flags), Self.checked(tracestate))
    }

    private init(_ high: UInt64, _ low: UInt64, _ parent: UInt64, _ flags: UInt8, _ tracestate: String?) {
        (self.high, self.low, self.parent, self.flags) = (high, low, parent, flags & 1)
        self.tracestate = tracestate
    }

    /// A new trace, not sampled.
    public static func root(_ random: () -> UInt64 = { UInt64.random(in: 1 ... .max) }) -> TraceContext {
        TraceContext(random(), max(1, random()), max(1, random()), 0, nil)
    }

    /// The same trace one step further: for the call that this process makes.
    public func child(_ random: () -> UInt64 = { UInt64.random(in: 1 ... .max) }) -> TraceContext {
        TraceContext(high, low, max(1, random()), flags, tracestate)
    }

    /// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".
    public var traceparent: String {
        "00-\(traceID)-\(spanID)-0\(flags)"
    }

    /// 32 lower-case hexadecimal digits.
    public var traceID: String { Self.text(high, low) }

    /// 16 lower-case hexadecimal digits: the step itself.
    public var spanID: String { Self.text(parent) }

    /// Whether the caller asked for the trace to be recorded.
    public var isSampled: Bool { flags & 1 == 1 }

    private static func hex(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(digit - 0x57)  // lower case only
            default: return nil
            }
        }
        return value
    }

    /// 16 digits per number; in every log line, so without an intermediate string.
    private static func text(_ numbers: UInt64...) -> String {
        String(unsafeUninitializedCapacity: 16 * numbers.count) { digits in
            for index in 0..<16 * numbers.count {
                let digit = UInt8(truncatingIfNeeded: numbers[index / 16] >> UInt64(60 - index % 16 * 4)) & 15
                digits[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            return 16 * numbers.count
        }
    }

    /// Forwarded when it is printable and at most 512 characters; else dropped, as the specification allows.
    private static func checked(_ tracestate: String?) -> String? {
        guard let tracestate, (1...512).contains(tracestate.utf8.count),
            tracestate.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x09 })
        else { return nil }
        return tracestate
    }
}
