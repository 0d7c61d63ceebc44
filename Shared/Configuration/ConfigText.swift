/// Small questions about configuration texts.
enum ConfigText {
    static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    /// The known name that a misspelt one most likely meant: at most a third of it differs.
    static func nearest(to name: String, of known: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased())
        let best = known.map { ($0, distance(wanted, Array($0.lowercased()))) }
            .min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let (found, distance) = best, distance <= max(1, wanted.count / 3) else { return nil }
        return found
    }

    /// How many characters must be changed, added or taken away to make one text of the other.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let changed = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
