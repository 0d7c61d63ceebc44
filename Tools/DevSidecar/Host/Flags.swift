/// The flags of a command line in the two forms that daprd takes: `--name value` and `--name=value`.
struct Flags: Sendable {
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private var values: [String: [String]] = [:]

    /// `switches` take no value of their own; `known` are all others.
    init(_ arguments: [String], known: Set<String>, switches: Set<String>) throws(Mistake) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let text = argument.drop { $0 == "-" }
            guard argument.hasPrefix("-"), !text.isEmpty else {
                throw Mistake(description: "\(argument) is no flag; --help lists them")
            }
            let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = sides[0] == "f" ? "run-file" : sides[0]
            guard known.contains(name) || switches.contains(name) else {
                throw Mistake(description: "there is no flag --\(name); --help lists them")
            }
            if sides.count == 2 {
                values[name, default: []].append(sides[1])
            } else if switches.contains(name) {
                values[name, default: []].append("true")
            } else {
                guard let value = rest.popFirst() else { throw Mistake(description: "--\(name) wants a value") }
                values[name, default: []].append(value)
            }
        }
    }

    /// The last value given.
    subscript(name: String) -> String? { values[name]?.last }

    func all(_ name: String) -> [String] { values[name] ?? [] }
    func isOn(_ name: String) -> Bool { self[name].flatMap(goBool) ?? false }

    func int(_ name: String) throws(Mistake) -> Int? {
        guard let text = self[name] else { return nil }
        guard let value = Int(text) else { throw Mistake(description: "--\(name) wants a number, not \(text)") }
        return value
    }

    func port(_ name: String) throws(Mistake) -> Int? {
        guard let value = try int(name) else { return nil }
        guard (0...65_535).contains(value) else { throw Mistake(description: "--\(name) wants a port, not \(value)") }
        return value
    }

    func duration(_ name: String) throws(Mistake) -> Duration? {
        guard let text = self[name] else { return nil }
        guard let value = GoDuration.parse(text) else {
            throw Mistake(description: "--\(name) wants a duration as in 5s, not \(text)")
        }
        return value
    }
}
