#if canImport(Testing)
    import Testing

    @testable import Configuration

    @Suite struct ConfigValueTests {
        @Test(arguments: [
            ("PT5S", Duration.seconds(5), "PT5S"), ("PT0S", .zero, "PT0S"), ("P1D", .seconds(86_400), "P1D"),
            ("P1W", .seconds(604_800), "P7D"), ("PT90M", .seconds(5_400), "PT1H30M"),
            ("PT0.5S", .milliseconds(500), "PT0.5S"),
            ("P1DT1H1M1.000001S", .microseconds(90_061_000_001), "PT90061.000001S"),
        ])
        func durationsAreISO8601(text: String, duration: Duration, written: String) {
            #expect(Duration(configText: text) == duration)
            #expect(duration.configText == written)
            #expect(Duration(configText: written) == duration)
        }

        @Test(arguments: [
            "", "P", "PT", "5s", "5", "PT5", "P1M", "P1Y", "PT1M1H", "PT1S1S", "-PT1S", "PT-1S", "PT.5S", "PT1.S",
            "PT1.5M", "P1DT", "PTT1S", "P999999999999999D", "PT1e3S", " PT1S",
        ])
        func whatIsNoFixedLengthIsRefused(text: String) {
            #expect(Duration(configText: text) == nil)
        }

        @Test func yesAndNoHaveSeveralSpellings() {
            #expect(["true", "YES", "on", "1"].allSatisfy { Bool(configText: $0) == true })
            #expect(["false", "no", "OFF", "0"].allSatisfy { Bool(configText: $0) == false })
            #expect(Bool(configText: "maybe") == nil)
        }

        @Test func listsAreSplitAtCommas() {
            #expect([String](configText: " a, b ,,c ") == ["a", "b", "c"])
            #expect([String](configText: "") == [])
        }

        @Test func numbersAreExact() {
            #expect(Int(configText: "5.0") == nil)
            #expect(Int(configText: "99999999999999999999") == nil)
            #expect(Double(configText: "nan") == nil)
            #expect(Double(configText: "1e400") == nil)
            #expect(Double(configText: "0.25") == 0.25)
        }
    }
#endif
