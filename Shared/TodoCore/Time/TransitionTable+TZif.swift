extension TransitionTable {
    /// The table of a TZif file (RFC 9636): the block of 64-bit times and the footer; the 32-bit block is passed over.
    init(tzif: [UInt8]) throws(ZoneError) {
        var input = TZifInput(bytes: tzif[...])
        let legacy = try input.header()
        try input.skip(legacy.dataSize(timeSize: 4))
        let header = try input.header()
        guard header.leapCount == 0 else { throw .leapSeconds }

        let times = try input.integers(header.timeCount)
        guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else { throw .malformed("times do not rise") }
        let typeAfter = try input.take(header.timeCount)
        let typeRecords = try input.take(header.typeCount * 6)
        let names = try input.take(header.nameSize)
        try input.skip(header.standardCount + header.universalCount)
        let types = try Self.types(typeRecords, names: names)
        guard !types.isEmpty, typeAfter.allSatisfy({ $0 < types.count }) else { throw .malformed("no such type") }

        let footer = try input.footer()
        self.init(
            times: times, typeAfter: Array(typeAfter), types: types,
            // As zoneinfo of Python and tzcode do: the first type that is standard time.
            typeBefore: types.firstIndex { !$0.isDaylightSaving } ?? 0,
            rule: footer.isEmpty ? nil : try PosixRule(footer))
    }

    private static func types(
        _ records: ArraySlice<UInt8>, names: ArraySlice<UInt8>
    ) throws(ZoneError) -> [Zone.LocalType] {
        var types: [Zone.LocalType] = []
        for start in stride(from: records.startIndex, to: records.endIndex, by: 6) {
            let offset = records[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard Int(records[start + 5]) < names.count else { throw .malformed("no such abbreviation") }
            let name = names.dropFirst(Int(records[start + 5])).prefix { $0 != 0 }
            types.append(
                Zone.LocalType(
                    offset: Int(Int32(bitPattern: offset)), isDaylightSaving: records[start + 4] != 0,
                    abbreviation: String(decoding: name, as: UTF8.self)))
        }
        return types
    }
}

/// What is left to read of a TZif file.
private struct TZifInput {
    var bytes: ArraySlice<UInt8>

    struct Header {
        let universalCount, standardCount, leapCount, timeCount, typeCount, nameSize: Int

        func dataSize(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + standardCount
                + universalCount
        }
    }

    mutating func take(_ count: Int) throws(ZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count else { throw .truncated }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    mutating func skip(_ count: Int) throws(ZoneError) { _ = try take(count) }

    mutating func header() throws(ZoneError) -> Header {
        guard bytes.starts(with: Array("TZif".utf8)) else { throw .notTZif }
        let head = try take(20)
        guard let version = head.dropFirst(4).first, version >= UInt8(ascii: "2") else { throw .version1 }
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = try take(4).reduce(0) { $0 << 8 | Int($1) }
            guard count < 1 << 20 else { throw .malformed("a count of \(count)") }
            counts.append(count)
        }
        return Header(
            universalCount: counts[0], standardCount: counts[1], leapCount: counts[2], timeCount: counts[3],
            typeCount: counts[4], nameSize: counts[5])
    }

    mutating func integers(_ count: Int) throws(ZoneError) -> [Int64] {
        let raw = try take(count * 8)
        return stride(from: raw.startIndex, to: raw.endIndex, by: 8).map { start in
            Int64(bitPattern: raw[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
    }

    mutating func footer() throws(ZoneError) -> ArraySlice<UInt8> {
        let newline = UInt8(ascii: "\n")
        guard bytes.first == newline, let end = bytes.dropFirst().firstIndex(of: newline) else { throw .truncated }
        return bytes[(bytes.startIndex + 1)..<end]
    }
}
