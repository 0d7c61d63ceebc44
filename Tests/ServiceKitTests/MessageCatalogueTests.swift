import HTTP
import ServiceKit
import Testing

@Suite struct MessageCatalogueTests {
    private let catalogue = MessageCatalogue([
        "is required": "zaroori hai",
        "a value": "qadr",
        "expected {phrase}": "{1} chahiye",
        "expected {phrase}, found {}": "{2} mila, {1} chahiye",
        "from {} to {}": "{2} tak, {1} se",
        "{} {phrase}.": "{1}: {2}!",
        "a } or {other}": "} ya {other}",
    ])

    @Test func aSentenceIsFoundAsAWhole() {
        #expect(catalogue.translation(of: "is required") == "zaroori hai")
        #expect(catalogue.translation(of: "is requir") == nil)
        #expect(catalogue.translation(of: "is required ") == nil)
        #expect(catalogue.translation(of: "") == nil)
    }

    @Test func whatVariesIsPutWhereTheOtherLanguageWantsIt() {
        #expect(catalogue.translation(of: "from 1 to 20") == "20 tak, 1 se")
        #expect(catalogue.translation(of: "from  to ") == " tak,  se")
        #expect(catalogue.translation(of: "from 1") == nil)
        #expect(catalogue.translation(of: "from آج to کل") == "کل tak, آج se")
    }

    @Test func phrasesAreTranslatedToo() {
        #expect(catalogue.translation(of: "expected a value, found \"x\"") == "\"x\" mila, qadr chahiye")
        #expect(catalogue.translation(of: "title is required.") == "title: zaroori hai!")
        #expect(
            catalogue.translation(of: "filter expected a value, found the end.")
                == "filter: the end mila, qadr chahiye!")
        #expect(catalogue.translation(of: "expected something else, found \"x\"") == nil)
    }

    /// A name is a client's: what it says must not be taken for our own words.
    @Test func valuesStayAsTheyAre() {
        #expect(catalogue.translation(of: "from a value to is required") == "is required tak, a value se")
        #expect(
            catalogue.translation(of: "expected a value, found a value, found x")
                == "a value, found x mila, qadr chahiye")
        #expect(catalogue.translation(of: "is required is required.") == "is required: zaroori hai!")
    }

    @Test func otherBracesAreText() { #expect(catalogue.translation(of: "a } or {other}") == "} ya {other}") }

    @Test func longTextsStayAsTheyAre() {
        let name = String(repeating: "x", count: 1_000)
        #expect(catalogue.translation(of: "\(name) is required.") == "\(name): zaroori hai!")
        #expect(catalogue.translation(of: "\(name)\(name) is required.") == nil)
        // Too many places where what varies could end.
        #expect(catalogue.translation(of: String(repeating: "x ", count: 40) + "is required.") == nil)
    }

    /// Each of these could be cut into phrases in more ways than anybody can wait for.
    @Test(arguments: ["expected ", "x expected ", "expected a value, found ", " is required.", ", found ", " "])
    func textsMadeToCostTimeAreGivenUp(_ part: String) {
        let text = String(repeating: part, count: 1_000 / part.utf8.count)
        for text in [text, "\(text)x", "\(text)x.", "expected \(text), found x."] {
            for catalogue in [catalogue, .urdu] { _ = catalogue.translation(of: text) }
        }
    }

    // MARK: Urdu

    @Test func everyTitleOfAProblemHasAnUrduOne() {
        for code in 400..<600 {
            let title = Problem(HTTPStatus(code), "x").title
            #expect(MessageCatalogue.urdu.translation(of: title) != nil, "\(title)")
        }
    }

    /// Each thing that varies stands once in the translation, and nothing else that varies.
    @Test func everyUrduSentenceSaysAllThatVaries() throws {
        for sentence in MessageCatalogue.urdu.sentences {
            var (given, values, phrases) = (sentence, 0, 0)
            while let place = given.firstRange(of: "{phrase}") {
                given.replaceSubrange(place, with: "a value")
                phrases += 1
            }
            while let place = given.firstRange(of: "{}") {
                values += 1
                given.replaceSubrange(place, with: "<\(values)>")
            }
            let urdu = try #require(MessageCatalogue.urdu.translation(of: given), "\(sentence)")
            for value in 0..<values { #expect(urdu.ranges(of: "<\(value + 1)>").count == 1, "\(urdu)") }
            if phrases > 0 { #expect(urdu.ranges(of: "کوئی قدر").count == phrases, "\(urdu)") }
            #expect(!urdu.contains(/\{.*\}/), "\(urdu)")
        }
    }

    @Test func urduIsWrittenInUrduLetters() {
        for sentence in MessageCatalogue.urdu.sentences {
            let given = sentence.replacing("{phrase}", with: "a value").replacing("{}", with: "1")
            guard let urdu = MessageCatalogue.urdu.translation(of: given) else { continue }
            // The Arabic yeh, kaf and heh look alike, and who searches in Urdu does not find them.
            #expect(
                !urdu.unicodeScalars.contains { "\u{064A}\u{0643}\u{0647}\u{0649}".unicodeScalars.contains($0) },
                "\(urdu)")
            #expect(!urdu.contains("،،") && !urdu.contains("  "), "\(urdu)")
            if sentence.hasSuffix(".") { #expect(urdu.hasSuffix("۔"), "\(urdu)") }
            #expect(!urdu.unicodeScalars.contains { ("\u{06F0}"..."\u{06F9}").contains($0) }, "\(urdu)")
        }
    }
}
