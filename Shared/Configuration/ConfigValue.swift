/// What a configuration key may hold: text, whole numbers, numbers, yes or no, durations, lists.
public protocol ConfigValue: Sendable {
    /// The value that the text means; nil when it means none.
    init?(configText: String)
    /// What `--help` calls the type: "duration (ISO 8601, PT5S)".
    static var configType: String { get }
    /// What goes before the type in a sentence, "a " unless said otherwise.
    static var configArticle: String { get }
    /// The value as it would be written.
    var configText: String { get }
}

extension ConfigValue {
    public static var configArticle: String { "a " }
}

extension String: ConfigValue {
    public init?(configText: String) { self = configText }
    public static var configType: String { "text" }
    public var configText: String { self }
}

extension Int: ConfigValue {
    public init?(configText: String) { self.init(configText) }
    public static var configType: String { "whole number" }
    public var configText: String { String(self) }
}

extension Double: ConfigValue {
    public init?(configText: String) {
        guard let value = Double(configText), value.isFinite else { return nil }
        self = value
    }

    public static var configType: String { "number" }
    public var configText: String { description }
}

extension Bool: ConfigValue {
    public init?(configText: String) {
        switch configText.lowercased() {
        case "true", "yes", "on", "1": self = true
        case "false", "no", "off", "0": self = false
        default: return nil
        }
    }

    public static var configType: String { "true or false" }
    public static var configArticle: String { "" }
    public var configText: String { self ? "true" : "false" }
}

extension [String]: ConfigValue {
    public init?(configText: String) {
        self = configText.split(separator: ",").map(ConfigText.trimmed).filter { !$0.isEmpty }
    }

    public static var configType: String { "list, separated by commas" }
    public var configText: String { joined(separator: ",") }
}
