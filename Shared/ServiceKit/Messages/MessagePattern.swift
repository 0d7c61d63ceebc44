/// One sentence of a ``MessageCatalogue``, cut at its placeholders.
struct MessagePattern: Sendable {
    private enum Part {
        case text(String)
        /// From 0.
        case argument(Int)
    }

    /// Translates a phrase; takes the steps it needs from those that are left.
    typealias Phrase = (ArraySlice<UInt8>, inout Int) -> String?

    let english: String
    /// The text before, between and behind what varies.
    private let pieces: [[UInt8]]
    /// Of each thing that varies, whether it is translated too.
    private let isPhrase: [Bool]
    private let parts: [Part]

    init(_ english: String, _ translation: String) {
        self.english = english
        var (pieces, isPhrase): ([[UInt8]], [Bool]) = ([[]], [])
        var parts: [Part] = []
        for (text, placeholder) in Self.cut(english) {
            pieces[pieces.count - 1] += Array(text.utf8)
            guard let placeholder else { continue }
            if placeholder.isEmpty || placeholder == "phrase" {
                isPhrase.append(!placeholder.isEmpty)
                pieces.append([])
            } else {
                pieces[pieces.count - 1] += Array("{\(placeholder)}".utf8)
            }
        }
        for (text, placeholder) in Self.cut(translation) {
            parts.append(.text(String(text)))
            guard let placeholder else { continue }
            parts.append(Int(placeholder).map { .argument($0 - 1) } ?? .text("{\(placeholder)}"))
        }
        (self.pieces, self.isPhrase, self.parts) = (pieces, isPhrase, parts)
        fixedLength = pieces.reduce(0) { $0 + $1.count }
    }

    /// How many things vary.
    var arity: Int { isPhrase.count }

    /// The bytes that do not vary.
    let fixedLength: Int

    var beginsWithText: Bool { !pieces[0].isEmpty }

    /// The translation, with `arguments` for what varies.
    func translation(with arguments: [String]) -> String {
        parts.reduce(into: "") { sentence, part in
            switch part {
            case .text(let text): sentence += text
            case .argument(let index): if arguments.indices.contains(index) { sentence += arguments[index] }
            }
        }
    }

    /// What stands for the placeholders in an English text of this form, phrases as `phrase` translates them; nil where
    /// the text has another form, or one that takes more `steps` to find.
    func arguments(in text: ArraySlice<UInt8>, _ steps: inout Int, phrase: Phrase) -> [String]? {
        guard text.count >= fixedLength, text.starts(with: pieces[0]) else { return nil }
        return arguments(from: 0, in: text.dropFirst(pieces[0].count), &steps, phrase)
    }

    private func arguments(
        from index: Int, in text: ArraySlice<UInt8>, _ steps: inout Int, _ phrase: Phrase
    ) -> [String]? {
        func argument(_ text: ArraySlice<UInt8>, _ steps: inout Int) -> String? {
            isPhrase[index] ? phrase(text, &steps) : String(decoding: text, as: UTF8.self)
        }
        let next = pieces[index + 1]
        guard index + 1 < arity else {
            guard text.count >= next.count, text.suffix(next.count).elementsEqual(next) else { return nil }
            return argument(text.dropLast(next.count), &steps).map { [$0] }
        }
        var start = text.startIndex
        while steps > 0 {
            steps -= 1
            guard let end = text[start...].firstRange(of: next)?.lowerBound else { return nil }
            if let first = argument(text[..<end], &steps),
                let others = arguments(from: index + 1, in: text[(end + next.count)...], &steps, phrase)
            {
                return [first] + others
            }
            start = end + 1
        }
        return nil
    }

    /// The text before each `{…}`, with what stands in its braces; last the text behind them all.
    private static func cut(_ sentence: String) -> [(text: Substring, placeholder: Substring?)] {
        var found: [(text: Substring, placeholder: Substring?)] = []
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            found.append((rest[..<open], rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        return found + [(rest, nil)]
    }
}
