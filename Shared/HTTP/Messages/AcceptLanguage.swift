/// Which languages a client reads, and which rather: its `Accept-Language` (RFC 9110, 12.5.4).
///
/// A list from strangers, so what cannot be read in it is passed over, and so is what comes after ``limit`` ranges.
public struct AcceptLanguage: Sendable {
    static let limit = 32

    private struct Range {
        /// In lower case: "ur-pk", or "*".
        let tag: String
        /// From 0, not wanted, to 1000.
        let quality: Int
        /// How many came before it.
        let place: Int
    }

    private let ranges: [Range]

    /// What these fields say; several lines are one list.
    public init(_ headers: HTTPHeaders) {
        let members = headers.values("Accept-Language").joined(separator: ",").split(separator: ",")
        ranges = members.prefix(Self.limit).enumerated().compactMap { place, text in
            let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
            guard parts.count <= 2, Self.isRange(parts[0]),
                let quality = parts.count == 1 ? 1000 : Self.quality(parts[1])
            else { return nil }
            return Range(tag: parts[0].lowercased(), quality: quality, place: place)
        }
    }

    /// The language the client wants most, of those `offered` (tags in lower case); nil where it wants none of them.
    ///
    /// `ur-PK` wants `ur`, and so does `*` unless `ur` stands there itself. Of those wanted equally the first in the field
    /// is taken, then the first offered.
    public func best(of offered: [String]) -> String? {
        var best: (tag: String, range: Range)?
        for tag in offered {
            guard let range = range(for: tag), range.quality > 0 else { continue }
            if let found = best?.range, !Self.isBetter(range, than: found) { continue }
            best = (tag, range)
        }
        return best?.tag
    }

    /// What says most precisely how much a language is wanted.
    private func range(for tag: String) -> Range? {
        if let exact = ranges.first(where: { $0.tag == tag }) { return exact }
        let regional = ranges.filter { $0.tag.hasPrefix("\(tag)-") || tag.hasPrefix("\($0.tag)-") }
        return regional.min(by: Self.isBetter) ?? ranges.first { $0.tag == "*" }
    }

    private static func isBetter(_ range: Range, than other: Range) -> Bool {
        (other.quality, range.place) < (range.quality, other.place)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        var text = text.drop(while: isBlank)
        while text.last.map(isBlank) == true { text.removeLast() }
        return text
    }

    /// `*`, or parts of one to eight letters and digits, the first of letters only (RFC 4647, 2.1).
    private static func isRange(_ text: Substring) -> Bool {
        guard text != "*" else { return true }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.allSatisfy { (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }
            && parts[0].allSatisfy(isLetter)
    }

    /// `q=0.8` in thousandths: 0 or 1, with up to three digits behind the point.
    private static func quality(_ text: Substring) -> Int? {
        guard text.hasPrefix("q=") || text.hasPrefix("Q=") else { return nil }
        let digits = text.dropFirst(2).utf8
        guard let whole = digits.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1"),
            digits.count <= 5, digits.count == 1 || digits.dropFirst().first == UInt8(ascii: "."),
            digits.dropFirst(2).allSatisfy(isDigit)
        else { return nil }
        var thousandths = Int(whole - UInt8(ascii: "0"))
        for index in 0..<3 {
            thousandths = thousandths * 10 + (digits.dropFirst(2 + index).first.map { Int($0) - 48 } ?? 0)
        }
        return thousandths <= 1000 ? thousandths : nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
