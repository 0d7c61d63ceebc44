import ServiceKit
import Testing

/// What the sources say to clients has a translation, and nothing else has one.
@Suite struct TranslationTests {
    /// Where sentences for clients are made.
    private static let folders = [
        "Shared/JSON", "Shared/HTTP", "Shared/TodoCore", "Shared/ServiceKit/HTTP", "Services/APIGateway",
    ]
    /// What is for operators, for consumers of events, or translated by itself.
    private static let others = ["Shared/TodoCore/Events", "Shared/TodoCore/Notifications"]
    /// For operators, too: the zone files of the machine.
    private static let zoneFiles = "TransitionTable+TZif.swift"
    /// The calls that a sentence is given to.
    private static let makers: Set<String> = [
        "Problem", "Mistake", "JSONMistake", "FieldMistake", "TaskFilterMistake", "invalidParameter", "unavailable",
        "badTarget", "malformed", "mistyped", "unexpected", "expected", "fail", "mistake", "all",
    ]

    private static let sources = SourceTree.package.files.filter { file in
        folders.contains(where: file.isIn) && !others.contains(where: file.isIn) && !file.name.hasSuffix("Config.swift")
            && file.name != zoneFiles
    }

    /// The sentences of the sources, with the file each stands in.
    private static let sentences: [(text: String, path: String)] = sources.flatMap { file in
        StringLiterals.all(in: file.lines.joined(separator: "\n")).filter { literal in
            // Names, pointers and codes are one word; what goes into a field of the head is no sentence.
            literal.text.contains(" ") && literal.text.contains(/[a-z]{2}/) && !literal.text.hasPrefix("Bearer ")
                && (literal.text.hasPrefix("must ") || literal.calls.last.map(makers.contains) == true)
        }.map { ($0.text, file.path) }
    }

    /// Whether a sentence may be of that form, whatever stands for the `{}` of the form.
    private func isOf(_ form: String, _ sentence: String) -> Bool {
        let pieces = form.split(separator: "{}", omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return sentence == form }
        guard sentence.hasPrefix(pieces[0]), sentence.hasSuffix(pieces[pieces.count - 1]) else { return false }
        var rest = sentence.dropFirst(pieces[0].count).dropLast(pieces[pieces.count - 1].count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let place = rest.firstRange(of: piece) else { return false }
            rest = rest[place.upperBound...]
        }
        return true
    }

    @Test func everySentenceHasATranslation() {
        let catalogue = MessageCatalogue.urdu
        let known = catalogue.sentences.map(Self.form)
        #expect(Self.sentences.count > 150)
        for (text, path) in Self.sentences {
            // Where a list follows: "these are: " + names.
            let form = text.hasSuffix(" ") ? text + "{}" : text
            #expect(
                catalogue.translation(of: form) != nil || known.contains { isOf(form, $0) },
                "\(path): MessageCatalogue.urdu has nothing for: \(text)")
        }
    }

    @Test func everyTranslationIsOfASentence() {
        let texts = SourceTree.package.files.filter { $0.isIn("Shared") || $0.isIn("Services") }
            .filter { !$0.isIn("Shared/ServiceKit/Messages") }
            .flatMap { StringLiterals.all(in: $0.lines.joined(separator: "\n")).map(\.text) }
        let whole = Set(texts)
        // A form like "{}: {}" would be that of anything.
        let forms = whole.filter { $0.contains("{}") && $0.replacing("{}", with: "").count >= 8 }
        for sentence in MessageCatalogue.urdu.sentences.map(Self.form) {
            // The end of a list that is put together, as "these are: ".
            let isSaid = whole.contains(sentence) || whole.contains(String(sentence.dropLast(2)))
            #expect(isSaid || forms.contains { isOf($0, sentence) }, "MessageCatalogue.urdu: nobody says \(sentence)")
        }
    }

    private static func form(_ sentence: String) -> String { sentence.replacing("{phrase}", with: "{}") }
}
