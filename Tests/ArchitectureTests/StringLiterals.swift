/// The string literals of Swift code, with `{}` for each interpolation.
struct StringLiterals {
    private let code: [UInt8]
    private var index = 0

    /// A literal and how many parentheses are open around it, each by the name before it: `["Problem", "missing"]`.
    struct Found {
        let text: String
        let calls: [String]
    }

    static func all(in code: String) -> [Found] {
        var literals = StringLiterals(code: Array(code.utf8))
        return literals.found()
    }

    private init(code: [UInt8]) { self.code = code }

    private mutating func found() -> [Found] {
        var found: [Found] = []
        var calls: [String] = []
        while index < code.count {
            switch code[index] {
            case UInt8(ascii: "("):
                calls.append(name(before: index))
                index += 1
            case UInt8(ascii: ")"):
                _ = calls.popLast()
                index += 1
            case UInt8(ascii: "\""): found.append(Found(text: literal(hashes: 0), calls: calls))
            case UInt8(ascii: "#") where starts("#\""):
                index += 1
                found.append(Found(text: literal(hashes: 1), calls: calls))
            default: index += 1
            }
        }
        return found
    }

    private func name(before end: Int) -> String {
        func isName(_ byte: UInt8) -> Bool {
            byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
        }
        return String(decoding: code[..<end].reversed().prefix(while: isName).reversed(), as: UTF8.self)
    }

    private func starts(_ text: String) -> Bool { code[index...].starts(with: text.utf8) }

    /// The literal whose first quote is here; behind it afterwards.
    private mutating func literal(hashes: Int) -> String {
        let isBlock = starts("\"\"\"")
        let end = (isBlock ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
        let escape = "\\" + String(repeating: "#", count: hashes)
        index += isBlock ? 3 : 1
        var text: [UInt8] = []
        while index < code.count, !starts(end) {
            guard starts(escape) else {
                text.append(code[index])
                index += 1
                continue
            }
            index += escape.utf8.count
            if starts("(") {
                skipInterpolation()
                text += Array("{}".utf8)
            } else if starts("\n") {
                // The line goes on.
                while index < code.count, code[index] == 0x20 || code[index] == 0x0A { index += 1 }
            } else {
                text.append(code[index])
                index += 1
            }
        }
        index += end.utf8.count
        let raw = String(decoding: text, as: UTF8.self)
        guard isBlock else { return raw }
        return raw.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            switch code[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\""):
                _ = literal(hashes: 0)
                continue
            default: break
            }
            index += 1
        } while depth > 0 && index < code.count
    }
}
