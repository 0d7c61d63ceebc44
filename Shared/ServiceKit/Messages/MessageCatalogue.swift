/// What the API says to people, in another language: English sentences, and what they are there.
///
/// English stays where the rules are; what they say is found here by its form, once it is about to be sent. In an English
/// sentence `{}` is what varies and stays as it is (a number, a name), `{phrase}` are words with an entry of their own.
/// In its translation `{1}`, `{2}` … put each where the other language wants it.
public struct MessageCatalogue: Sendable {
    /// Longer texts, which hold something that a client made long, stay English: looking for a sentence's form in them
    /// would cost the more the longer they are.
    static let longestText = 1_024
    /// How many phrases, and ends of what varies, are looked for in a text. A parameter named "expected expected expected …"
    /// could be cut into phrases in more ways than there is time for; our own sentences need ten.
    static let mostSteps = 32

    /// The English sentences, in the order they are tried.
    public var sentences: [String] { whole.keys.sorted() + patterns.map(\.english) }

    private let whole: [String: String]
    /// Those with the most text of their own first: "expected {phrase}, found {}" before "expected {phrase}".
    private let patterns: [MessagePattern]

    /// The first translation counts where a sentence stands twice.
    public init(_ entries: KeyValuePairs<String, String>...) {
        let entries = entries.joined().map { (english: $0.key, translation: $0.value) }
        let made = entries.map { MessagePattern($0.english, $0.translation) }
        whole = Dictionary(
            made.filter { $0.arity == 0 }.map { ($0.english, $0.translation(with: [])) },
            uniquingKeysWith: { first, _ in first })
        patterns = made.filter { $0.arity > 0 }.sorted { $0.fixedLength > $1.fixedLength }
    }

    /// What an English sentence is in this language; nil where it has no entry.
    public func translation(of text: String) -> String? {
        guard text.utf8.count <= Self.longestText else { return nil }
        var steps = Self.mostSteps
        return translation(of: Array(text.utf8)[...], isPhrase: false, &steps)
    }

    private func translation(of text: ArraySlice<UInt8>, isPhrase: Bool, _ steps: inout Int) -> String? {
        steps -= 1
        guard steps >= 0 else { return nil }
        if let known = whole[String(decoding: text, as: UTF8.self)] { return known }
        // A phrase begins with text of its own: what could be anything would be looked for at every place.
        for pattern in patterns where pattern.beginsWithText || !isPhrase {
            let arguments = pattern.arguments(in: text, &steps) { translation(of: $0, isPhrase: true, &$1) }
            if let arguments { return pattern.translation(with: arguments) }
        }
        return nil
    }
}
