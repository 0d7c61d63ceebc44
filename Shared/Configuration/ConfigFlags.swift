/// The flags of a command line: `--key=value`, `--key value`, and `--key` alone for yes.
struct ConfigFlags {
    enum Given {
        case value(String)
        /// `--key` followed by a flag or by nothing.
        case alone
    }

    private(set) var values: [String: Given] = [:]
    private(set) var mistakes: [String] = []

    init(_ arguments: [String]) {
        var rest = arguments[...]
        var position = 0
        while let argument = rest.popFirst() {
            position += 1
            guard argument.hasPrefix("--"), argument.count > 2 else {
                // It may be the second half of a secret with a space in it: it is not repeated.
                mistakes.append("Argument \(position) after the command is not a flag; flags are written --key=value.")
                continue
            }
            let text = argument.dropFirst(2)
            if let equals = text.firstIndex(of: "=") {
                values[String(text[..<equals])] = .value(String(text[text.index(after: equals)...]))
            } else if let next = rest.first, !next.hasPrefix("--") {
                values[String(text)] = .value(next)
                rest = rest.dropFirst()
                position += 1
            } else {
                values[String(text)] = .alone
            }
        }
    }
}
