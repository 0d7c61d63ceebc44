/// The lines of Prometheus' text format 0.0.4.
public struct PrometheusText {
    var bytes: [UInt8] = []

    mutating func head(_ description: MetricDescription) {
        bytes += "# HELP \(description.name) ".utf8
        escape(description.help, quotes: false)
        bytes += "\n# TYPE \(description.name) \(description.kind.rawValue)\n".utf8
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
        bytes += name.utf8
        if !labels.isEmpty {
            var separator = "{"
            for (label, text) in labels {
                bytes += "\(separator)\(label)=\"".utf8
                escape(text, quotes: true)
                bytes.append(UInt8(ascii: "\""))
                separator = ","
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes += " \(value)\n".utf8
    }

    /// A value as the format writes it: +Inf, -Inf, NaN and plain numbers; "2" rather than "2.0".
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return value.description
    }

    private mutating func escape(_ text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case UInt8(ascii: "\"") where quotes: bytes += "\\\"".utf8
            default: bytes.append(byte)
            }
        }
    }
}
