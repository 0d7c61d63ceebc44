import FoundationEssentials
import JSON
import TodoCore

/// Files of the tests, and the zones of this machine.
enum Fixture {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    /// The installed zones, read as ServiceKit reads them.
    static let zones: ZoneDatabase = {
        let root = URL(filePath: "/usr/share/zoneinfo")
        do {
            let tzdata = String(decoding: try Data(contentsOf: root.appending(path: "tzdata.zi")), as: UTF8.self)
            return try ZoneDatabase(tzdata: tzdata) { Array(try Data(contentsOf: root.appending(path: $0))) }
        } catch {
            preconditionFailure("these tests need tzdata in /usr/share/zoneinfo: \(error)")
        }
    }()

    static func zone(_ name: String) -> Zone {
        guard let zone = zones.zone(name) else { preconditionFailure("no zone \(name)") }
        return zone
    }

    /// The instant of an RFC 3339 text.
    static func date(_ text: String) -> Date {
        do {
            return try Timestamp.parse(text)
        } catch {
            preconditionFailure("not a time: \(text)")
        }
    }

    static let edgeCases: JSONValue = {
        do {
            return try JSONReader.parse(Array(try text("edge-cases.json").utf8))
        } catch {
            preconditionFailure("edge-cases.json: \(error)")
        }
    }()

    /// The computed case of that number.
    static func edgeCase(_ id: String) -> JSONValue {
        guard let found = edgeCases["cases"]?.array?.first(where: { $0["id"]?.string == id }) else {
            preconditionFailure("no case \(id)")
        }
        return found
    }

    /// The instants of a case.
    static func instants(_ id: String, _ member: String = "utc") -> [String] {
        edgeCase(id)[member]?.array?.compactMap(\.string) ?? []
    }
}

/// A generator whose numbers are the same on every run and in Python.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// 64-bit FNV-1a over lines.
struct LineHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ line: String) {
        for byte in line.utf8 { mix(byte) }
        mix(UInt8(ascii: "\n"))
    }

    private mutating func mix(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    static func of(_ line: String) -> UInt64 {
        var hash = LineHash()
        hash.add(line)
        return hash.value
    }
}
