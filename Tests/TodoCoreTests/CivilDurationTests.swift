import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct CivilDurationTests {
    @Test(arguments: [
        ("-P1D", -1, 0, "-P1D"), ("PT5S", 0, 5, "PT5S"), ("-PT5S", 0, -5, "-PT5S"), ("P1W", 7, 0, "P7D"),
        ("-P1W2D", -9, 0, "-P9D"), ("PT24H", 0, 86_400, "PT24H"), ("-P1DT2H3M4S", -1, -7384, "-P1DT2H3M4S"),
        ("PT90M", 0, 5400, "PT1H30M"), ("PT0S", 0, 0, "PT0S"), ("P0D", 0, 0, "PT0S"), ("+PT1M", 0, 60, "PT1M"),
        ("PT1H1S", 0, 3601, "PT1H1S"), ("P3660D", 3660, 0, "P3660D"),
    ]) func durationsAreRead(_ text: String, _ days: Int, _ seconds: Int, _ written: String) throws {
        let duration = try CivilDuration.parse(text)
        #expect(duration == CivilDuration(days: days, seconds: seconds))
        #expect(duration.description == written)
        #expect(try CivilDuration.parse(written) == duration)
    }

    @Test(arguments: [
        "", "P", "PT", "-P", "P1", "1D", "P1DT", "P999999Y", "P1Y", "P1M", "PT0.0000001S", "PT1.5H", "P1D1W", "PT1S1M",
        "P1D2D", "P-1D", "PT1D", "P1H", "--P1D", "p1d", "P1D ", " P1D", "P99999999999999999999D", "P3661D",
        "PT316224001S",
        "P1WT", "PTT1S", "P1DT1HT1M", "PT１S",
    ]) func otherTextsAreRefused(_ text: String) {
        #expect { try CivilDuration.parse(text) } throws: { ($0 as? FieldMistake)?.code == "invalid-duration" }
    }
}
