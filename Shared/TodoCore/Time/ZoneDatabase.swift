/// The zones of the installed tzdata, by name; a value, read once at start.
///
/// A zone's name is user input and was a file name when the files were read: known are exactly the zones and links
/// (the Z and L lines) of `tzdata.zi`, and nothing is read later.
public struct ZoneDatabase: Sendable {
    /// The tzdata version, as in `2026a`; `unknown` where the file does not say.
    public let version: String
    private let zones: [String: Zone]
    /// Names that `tzdata.zi` lists but whose file could not be read; not accepted. Debian keeps old names in
    /// `tzdata-legacy`, a package of its own.
    public let missing: [String]

    /// The zones that `tzdata.zi` lists.
    ///
    /// - Parameters:
    ///   - tzdata: the text of `tzdata.zi`.
    ///   - read: the bytes of the TZif file of a zone's name (a relative path below the zone directory).
    /// - Throws: `Invalid` when `tzdata` has no zones, or UTC cannot be read.
    public init(tzdata: String, read: (String) throws -> [UInt8]) throws(Invalid) {
        let index = TZDataIndex(tzdata)
        var zones: [String: Zone] = [:]
        var missing: [String] = []
        for name in index.zones {
            if let zone = (try? read(name)).flatMap({ try? Zone(name: name, tzif: $0) }) {
                zones[name] = zone
            } else {
                missing.append(name)
            }
        }
        for (name, target) in index.links {
            if let zone = index.resolve(target).flatMap({ zones[$0] }) {
                zones[name] = zone.named(name)
            } else {
                missing.append(name)
            }
        }
        guard zones["UTC"] != nil else { throw Invalid() }
        version = index.version ?? "unknown"
        self.zones = zones
        self.missing = missing.sorted()
    }

    /// The text is not a `tzdata.zi`, or the zone files are not there.
    public struct Invalid: Error {}

    /// All accepted names, sorted.
    public var names: [String] { zones.keys.sorted() }

    /// The zone of exactly this name.
    public func zone(_ name: String) -> Zone? { zones[name] }

    /// The zone of a name that a request carries.
    ///
    /// - Throws: a mistake with code `invalid-timezone` for any other text.
    public func require(_ name: String) throws(FieldMistake) -> Zone {
        guard let zone = zones[name] else {
            throw FieldMistake(
                code: "invalid-timezone", detail: "must be an IANA time zone name, as in \"Asia/Karachi\" or \"UTC\"")
        }
        return zone
    }
}

/// The names in the text of a `tzdata.zi`.
private struct TZDataIndex {
    var version: String?
    var zones: [String] = []
    /// Name of each link, and what it points to.
    var links: [String: String] = [:]

    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ")
            switch words.first {
            case "#" where words.count >= 3 && words[1] == "version": version = String(words[2])
            case "Z" where words.count >= 2: zones.append(String(words[1]))
            case "L" where words.count == 3: links[String(words[2])] = String(words[1])
            default: break
            }
        }
    }

    /// The zone at the end of a chain of links; nil for a circle.
    func resolve(_ name: String) -> String? {
        var name = name
        for _ in 0..<8 {
            guard let target = links[name] else { return name }
            name = target
        }
        return nil
    }
}
