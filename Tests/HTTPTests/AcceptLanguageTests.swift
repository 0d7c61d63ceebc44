import HTTP
import Testing

@Suite struct AcceptLanguageTests {
    private func best(_ field: String?, of offered: [String] = ["en", "ur"]) -> String? {
        AcceptLanguage(field.map { ["Accept-Language": $0] } ?? [:]).best(of: offered)
    }

    @Test(arguments: [
        ("ur", "ur"), ("en", "en"), ("UR", "ur"),
        // Weights; of the same weight the first.
        ("en;q=0.5, ur", "ur"), ("ur;q=0.5,en;q=0.501", "en"), ("en;q=0.8,ur;q=0.80", "en"), ("ur, en", "ur"),
        ("ur ; q=0.7\t,\ten;Q=0.1", "ur"), ("ur;q=1.000, en;q=1", "ur"), ("ur;q=0.001", "ur"), ("ur;q=0.", nil),
        // Regions want their language, unless that stands there itself.
        ("ur-PK", "ur"), ("ur-Arab-PK, en;q=0.9", "ur"), ("en-GB;q=0.3, ur-IN;q=0.4", "ur"), ("ur-PK, ur;q=0", nil),
        ("ur-IN;q=0.1, ur-PK;q=0.9, en;q=0.5", "ur"), ("urd", nil),
        // Any.
        ("*", "en"), ("*;q=0.1, ur", "ur"), ("*, en;q=0", "ur"), ("en;q=0, ur;q=0, *", nil), ("*;q=0", nil),
        ("fr, *;q=0.5", "en"),
        // None of ours.
        ("de, fr-CH;q=0.9", nil), ("ur;q=0", nil), ("", nil), (nil, nil),
    ]) func theLanguageWantedMostIsTaken(_ field: String?, _ language: String?) {
        #expect(best(field) == language)
    }

    @Test(arguments: [
        "ur;q=2", "ur;q=1.001", "ur;q=0.1234", "ur;q=-1", "ur;q=", "ur;q", "ur;level=1", "ur;q=1;q=1", "ur;q=0,5",
        "ur;q=00",
        "ur PK", "ur_PK", "ur-", "-ur", "ur--PK", "u2", "*-PK", "ur-abcdefghi", ";q=1", "\u{201C}ur\u{201D}", "اردو",
    ]) func whatCannotBeReadIsPassedOver(_ range: String) {
        #expect(best(range) == nil)
        #expect(best("\(range), en;q=0.1") == "en")
    }

    @Test func severalLinesAreOneList() {
        var headers: HTTPHeaders = ["Accept-Language": "en;q=0.5"]
        headers.add("accept-language", "ur;q=0.6")
        #expect(AcceptLanguage(headers).best(of: ["en", "ur"]) == "ur")
    }

    @Test func aLongListIsReadInPart() {
        let others = String(repeating: "de,", count: 31)
        #expect(best(others + "ur") == "ur")
        #expect(best(others + "fr,ur") == nil)
    }

    @Test func aRegionThatIsOfferedIsFoundByItsLanguage() {
        #expect(best("en", of: ["ur", "en-gb"]) == "en-gb")
        #expect(best("en-GB", of: ["ur", "en-gb"]) == "en-gb")
        #expect(best("en-US", of: ["en-gb"]) == nil)
    }
}
