/// The lines of a `.env` file: `KEY=value`, `export KEY="value"`, comments.
///
/// In double quotes `\n`, `\"` and `\\` are meant as in a shell, in single quotes nothing is; outside of quotes a
/// value ends at ` #`. Nothing is expanded: a `$` is a `$`.
struct DotEnv {
    private(set) var values: [String: String] = [:]
    /// One sentence per line that cannot be read. A line may hold a secret: none of it is repeated.
    private(set) var mistakes: [String] = []

    init(_ text: String) {
        for (index, line) in Self.lines(text).enumerated() {
            var line = ConfigText.trimmed(line)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            if line.hasPrefix("export ") { line = ConfigText.trimmed(line.dropFirst(7)) }
            guard let equals = line.firstIndex(of: "="), let name = Self.name(line[..<equals]),
                let value = Self.value(ConfigText.trimmed(line[line.index(after: equals)...]))
            else {
                mistakes.append("Line \(index + 1) of .env is not KEY=value; mend it or begin it with #.")
                continue
            }
            values[name] = value
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }  // the latter is one Character
    }

    private static func name(_ text: Substring) -> String? {
        let name = ConfigText.trimmed(text)
        guard let first = name.first, !first.isNumber,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") })
        else { return nil }
        return name
    }

    private static func value(_ text: String) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            if text.hasPrefix("#") { return "" }
            return ConfigText.trimmed(text.replacing("\t#", with: " #").split(separator: " #").first ?? "")
        }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote {
                let tail = ConfigText.trimmed(rest)
                return tail.isEmpty || tail.hasPrefix("#") ? value : nil
            }
            guard quote == "\"", character == "\\", let escaped = rest.popFirst() else {
                value.append(character)
                continue
            }
            switch escaped {
            case "n": value += "\n"
            case "t": value += "\t"
            case "r": value += "\r"
            case "\"", "\\", "$": value.append(escaped)
            default: value += "\\\(escaped)"
            }
        }
        return nil  // the quote never ends
    }
}
