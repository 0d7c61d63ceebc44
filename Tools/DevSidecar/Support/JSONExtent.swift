/// Where a JSON value ends, without reading it: brackets are counted, strings skipped.
enum JSONExtent {
    /// The end of the first value of a text; nil when none is whole.
    static func ofFirstValue(_ text: [UInt8]) -> Int? {
        guard let start = text.firstIndex(where: { $0 > 0x20 }) else { return nil }
        switch text[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return closing(text, start)
        case UInt8(ascii: "\""): return string(text, start)
        default: return text[start...].firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: ",") } ?? text.count
        }
    }

    private static func closing(_ text: [UInt8], _ start: Int) -> Int? {
        var depth = 0
        var at = start
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""):
                guard let end = string(text, at) else { return nil }
                at = end
                continue
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Past the closing quote.
    private static func string(_ text: [UInt8], _ start: Int) -> Int? {
        var at = start + 1
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "\\"): at += 2
            case UInt8(ascii: "\""): return at + 1
            default: at += 1
            }
        }
        return nil
    }
}
