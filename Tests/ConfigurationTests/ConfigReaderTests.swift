#if canImport(Testing)
    import Testing

    @testable import Configuration

    @Suite struct ConfigReaderTests {
        private enum Mode: String, CaseIterable {
            case fast, safe
        }

        private func sentences(_ reader: ConfigReader) -> [String] {
            do {
                try reader.finish()
                return []
            } catch {
                return error.mistakes
            }
        }

        @Test func flagsWinOverEnvironmentOverDotEnvOverDefault() throws {
            let reader = ConfigReader(
                arguments: ["--a.one=flag"], environment: ["A_ONE": "env", "A_TWO": "env"],
                dotEnv: "A_ONE=file\nA_TWO=file\nA_THREE=file")
            #expect(reader.value("a.one", default: "default", "One.") == "flag")
            #expect(reader.value("a.two", default: "default", "Two.") == "env")
            #expect(reader.value("a.three", default: "default", "Three.") == "file")
            #expect(reader.value("a.four", default: "default", "Four.") == "default")
            try reader.finish()
        }

        @Test func aFlagTakesItsValueInEitherFormAndABooleanNeedsNone() throws {
            let reader = ConfigReader(
                arguments: ["--size", "5", "--rate=0.5", "--relay", "--mode", "safe"], environment: [:])
            #expect(reader.value("size", default: 1, "Size.") == 5)
            #expect(reader.value("rate", default: 1.0, "Rate.") == 0.5)
            #expect(reader.value("relay", default: false, "Relay."))
            #expect(reader.value("mode", default: Mode.fast, "Mode.") == .safe)
            try reader.finish()
        }

        @Test func emptyEnvironmentValuesCountAsNotGiven() throws {
            let reader = ConfigReader(arguments: [], environment: ["A_ONE": ""], dotEnv: "A_ONE=file")
            #expect(reader.value("a.one", default: "default", "One.") == "file")
            try reader.finish()
        }

        @Test func everyMistakeIsASentenceThatNamesItsKey() {
            let reader = ConfigReader(
                arguments: ["--size=many", "--small=0", "--flag", "--durable=x"],
                environment: ["WAIT": "5s", "MODE": "slow"], dotEnv: "UNKNOWN=1\n")
            #expect(reader.value("size", default: 7, "Size.") == 7)
            #expect(
                reader.value("small", default: 3, check: { $0 > 0 ? nil : "must be at least 1" }, "Small.") == 3)
            #expect(reader.optional("flag", "A text.") as String? == nil)
            #expect(reader.value("durable", default: true, "Durable."))
            #expect(reader.value("wait", default: Duration.seconds(1), "Wait.") == .seconds(1))
            #expect(reader.value("mode", default: Mode.fast, "Mode.") == .fast)
            #expect(reader.required("needed", "What it is for.") as String? == nil)
            #expect(
                sentences(reader) == [
                    "--size must be a whole number, not 'many'.",
                    "--small must be at least 1, not '0'.",
                    "--flag needs a value: --flag=…, a text.",
                    "--durable must be true or false, not 'x'.",
                    "WAIT must be a duration (ISO 8601, such as PT5S), not '5s'.",
                    "MODE must be one of fast, safe, not 'slow'.",
                    "NEEDED is missing: set it in the environment or in .env, or pass --needed=… (What it is for.)",
                    "UNKNOWN in .env is no key of this program; remove the line, or see --help.",
                ])
        }

        @Test func aMisspeltNameIsAnsweredWithTheNearest() {
            let reader = ConfigReader(
                arguments: ["--outbox.batchsiez=5"], environment: [:], dotEnv: "OUTBOX_BACH_SIZE=5")
            _ = reader.value("outbox.batchSize", default: 1, "Batch.")
            #expect(
                sentences(reader) == [
                    "--outbox.batchsiez is no flag of this command; did you mean --outbox.batchSize?",
                    "OUTBOX_BACH_SIZE in .env is no key of this program; did you mean OUTBOX_BATCH_SIZE?",
                ])
        }

        @Test func keysOfSiblingsInASharedFileAreNoMistake() throws {
            let reader = ConfigReader(arguments: [], environment: [:], dotEnv: "MAIL_SENDER=a@b\nDAPR_HTTP_PORT=1")
            reader.alsoKnown(["mail.sender", "DAPR_HTTP_PORT"])
            try reader.finish()
        }

        @Test func secretsAreNeverRepeated() {
            let secret = "hunter2"
            let reader = ConfigReader(
                arguments: ["--db.port=\(secret)", "--db.passwort=\(secret)", "--auth.key", secret, secret],
                environment: ["TOKEN": secret], dotEnv: "not a line \(secret)\nX=\"\(secret)")
            _ = reader.value("db.port", default: 1, secret: true, "Port.")
            _ = reader.value("token", default: secret, secret: true, check: { _ in "is too short" }, "Token.")
            _ = reader.value("auth.key", default: secret, secret: true, "Key.")
            let said = sentences(reader)
            #expect(said.count == 6)
            #expect(said.contains("TOKEN is too short."))
            #expect(said.allSatisfy { !$0.contains(secret) })
            #expect(!reader.help.contains(secret))
        }

        @Test func helpListsKeysWithTypeDefaultAndMeaning() {
            let reader = ConfigReader.empty
            _ = reader.value("outbox.batchSize", default: 200, "Events picked per round.")
            _ = reader.value("http.idle", default: Duration.seconds(90), "Idle time.")
            _ = reader.required("database.url", secret: true, "Where PostgreSQL is.") as String?
            #expect(
                reader.help == """
                      --database.url  (DATABASE_URL)
                          text, secret, required
                          Where PostgreSQL is.
                      --http.idle  (HTTP_IDLE)
                          duration (ISO 8601, such as PT5S), default: PT1M30S
                          Idle time.
                      --outbox.batchSize  (OUTBOX_BATCH_SIZE)
                          whole number, default: 200
                          Events picked per round.
                    """)
        }

        @Test func aKeyReadTwiceIsListedAndBlamedOnce() {
            let reader = ConfigReader(values: ["size": "x"])
            _ = reader.value("size", default: 1, "Size.")
            _ = reader.value("size", default: 1, "Size.")
            #expect(sentences(reader).count == 1)
            #expect(reader.keys == ["SIZE"])
        }
    }
#endif
