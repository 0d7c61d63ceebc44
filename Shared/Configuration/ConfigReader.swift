/// Reads configuration once, at start: flags over environment over `.env` over defaults.
///
/// Each part asks for its keys with type, default and meaning, so ``help`` can list them. Nothing stops at the first
/// mistake: a wrong value is noted and the default answered, and ``finish()`` throws all sentences together.
/// An empty value in the environment or in `.env` counts as not given. Secrets are named and never shown.
public final class ConfigReader {
    private let flags: ConfigFlags
    private let environment: [String: String]
    private let dotEnv: DotEnv
    private(set) var entries: [ConfigEntry] = []
    private var known: Set<ConfigKey> = []
    private var tolerated: Set<String> = []
    private var mistakes: [String] = []

    /// - Parameters:
    ///   - arguments: what follows the program's name and its command: flags only.
    ///   - dotEnv: the text of the file `.env`, if there is one.
    public init(arguments: [String], environment: [String: String], dotEnv: String? = nil) {
        flags = ConfigFlags(arguments)
        self.environment = environment
        self.dotEnv = DotEnv(dotEnv ?? "")
        mistakes = flags.mistakes + self.dotEnv.mistakes
    }

    /// A reader of exactly these values, by key; for tests.
    public convenience init(values: [String: String]) {
        self.init(arguments: values.map { "--\(ConfigKey($0.key).flag)=\($0.value)" }, environment: [:])
    }

    /// A reader of nothing: every key has its default.
    public static var empty: ConfigReader { ConfigReader(values: [:]) }

    /// Keys that are not ours to read and yet no mistake in `.env`, because a sibling program shares the file.
    public func alsoKnown(_ keys: [String]) {
        tolerated.formUnion(keys.map { ConfigKey($0).environment })
    }

    /// The key's value, or the default.
    ///
    /// - Parameters:
    ///   - check: what is wrong with a value, as the end of "--key …": "must be at least 1"; nil when it is fine.
    ///   - help: what the key means, for `--help`.
    public func value<T: ConfigValue>(
        _ key: String, default fallback: T, secret: Bool = false, check: ((T) -> String?)? = nil, _ help: String
    ) -> T {
        read(key, .of(T.self), default: fallback.configText, secret, check, help) ?? fallback
    }

    /// The key's value, or nil when nobody gave one.
    public func optional<T: ConfigValue>(
        _ key: String, secret: Bool = false, check: ((T) -> String?)? = nil, _ help: String
    ) -> T? {
        read(key, .of(T.self), default: nil, secret, check, help)
    }

    /// The key's value; its absence is a mistake that ``finish()`` reports.
    public func required<T: ConfigValue>(
        _ key: String, secret: Bool = false, check: ((T) -> String?)? = nil, _ help: String
    ) -> T? {
        read(key, .of(T.self), default: nil, secret, isRequired: true, check, help)
    }

    /// One of an enumeration's names, or the default.
    public func value<T: RawRepresentable<String> & CaseIterable>(
        _ key: String, default fallback: T, check: ((T) -> String?)? = nil, _ help: String
    ) -> T {
        read(key, .choice(of: T.self), default: fallback.rawValue, false, check, help) ?? fallback
    }

    /// One of an enumeration's names, or nil when nobody gave one.
    public func optional<T: RawRepresentable<String> & CaseIterable>(
        _ key: String, check: ((T) -> String?)? = nil, _ help: String
    ) -> T? {
        read(key, .choice(of: T.self), default: nil, false, check, help)
    }

    /// Throws every mistake found: invalid and missing values, unknown flags, unknown keys in `.env`.
    public func finish() throws(ConfigError) {
        let all = mistakes + unknownFlags() + unknownLines()
        guard all.isEmpty else { throw ConfigError(all) }
    }

    /// Every key read so far, by name: flag, environment name, type, default, meaning.
    public var help: String {
        entries.sorted { $0.key.flag < $1.key.flag }.map(\.help).joined(separator: "\n")
    }

    /// Every key read so far with its environment name; what a sibling passes to ``alsoKnown(_:)``.
    public var keys: [String] { entries.map(\.key.environment) }

    // MARK: Reading

    private func read<T>(
        _ name: String, _ form: ConfigForm<T>, default fallback: String?, _ secret: Bool, isRequired: Bool = false,
        _ check: ((T) -> String?)?, _ help: String
    ) -> T? {
        let key = ConfigKey(name)
        let entry = ConfigEntry(
            key: key, type: form.name, fallback: fallback, isSecret: secret, isRequired: isRequired, meaning: help)
        // A second part may read the same key; it is listed, and complained about, once.
        let isFirst = known.insert(key).inserted
        if isFirst { entries.append(entry) }
        let (value, mistake) = parse(entry, form, check)
        if isFirst, let mistake { mistakes.append(mistake) }
        return value
    }

    private func parse<T>(
        _ entry: ConfigEntry, _ form: ConfigForm<T>, _ check: ((T) -> String?)?
    ) -> (value: T?, mistake: String?) {
        guard let (text, origin) = given(entry.key, form) else {
            return (nil, entry.isRequired ? entry.missing : nil)
        }
        guard let text else { return (nil, "\(origin) needs a value: \(origin)=…, \(form.article).") }
        guard let value = form.parse(text) else {
            return (nil, "\(origin) must be \(form.article)\(entry.quoted(text)).")
        }
        if let wrong = check?(value) { return (nil, "\(origin) \(wrong)\(entry.quoted(text)).") }
        return (value, nil)
    }

    /// The text that wins, and where it stands; a nil text is a flag without the value it needs.
    private func given<T>(_ key: ConfigKey, _ form: ConfigForm<T>) -> (text: String?, origin: String)? {
        switch flags.values[key.flag] {
        case .value(let text): return (text, "--\(key.flag)")
        case .alone: return (form.isFlag ? "true" : nil, "--\(key.flag)")
        case nil: break
        }
        if let text = environment[key.environment], !text.isEmpty { return (text, key.environment) }
        if let text = dotEnv.values[key.environment], !text.isEmpty { return (text, "\(key.environment) in .env") }
        return nil
    }

    // MARK: What nobody asked for

    private func unknownFlags() -> [String] {
        let names = known.map(\.flag)
        return flags.values.keys.filter { !names.contains($0) }.sorted().map { flag in
            let way = ConfigText.nearest(to: flag, of: names).map { "did you mean --\($0)?" }
            return "--\(flag) is no flag of this command; \(way ?? "--help lists them.")"
        }
    }

    private func unknownLines() -> [String] {
        let names = tolerated.union(known.map(\.environment))
        return dotEnv.values.keys.filter { !names.contains($0) }.sorted().map { name in
            let way = ConfigText.nearest(to: name, of: names).map { "did you mean \($0)?" }
            return "\(name) in .env is no key of this program; \(way ?? "remove the line, or see --help.")"
        }
    }
}
