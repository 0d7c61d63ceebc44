#if canImport(Testing)
    import Observability
    import TestSupport
    import Testing

    @Suite struct LoggerTests {
        private let log = LogRecorder()

        @Test func aLineHasTimeLevelLoggerMessageAndFields() throws {
            log.logger("relay").info(
                "Event published", ["event_id": "e1", "attempt": 2, "seconds": 0.5, "again": true, "n": LogValue(7)])
            let record = try #require(log.records.first)
            let time = record.line.prefix(37)
            #expect(time.wholeMatch(of: /\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/) != nil)
            #expect(
                record.line.dropFirst(37) == """
                    ,"level":"info","logger":"relay","message":"Event published",\
                    "again":true,"attempt":2,"event_id":"e1","n":7,"seconds":0.5}

                    """)
        }

        @Test func whateverAValueHoldsTheRecordStaysOneLine() throws {
            let nasty = "a\r\nb\"c\\d\u{0}\u{7F}\u{1B}[31m\u{2028}ü🙂\t"
            log.logger().error("Failed", ["text": LogValue(nasty), "na\nme": "x"])
            let record = try #require(log.records.first)
            #expect(record.line.dropLast().allSatisfy { $0 != "\n" && $0 != "\r\n" && $0 != "\r" })
            #expect(record.line.unicodeScalars.dropLast().allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
            #expect(record.fields["text"] == .string(nasty))
            #expect(record.fields["na\nme"] == "x")
        }

        @Test func numbersThatJSONLacksBecomeText() throws {
            log.logger().info("Measured", ["a": LogValue(Double.nan), "b": LogValue(-Double.infinity)])
            #expect(log["Measured"]?.fields["a"] == "nan")
            #expect(log["Measured"]?.fields["b"] == "-inf")
        }

        @Test func linesBelowTheLevelAreNotMade() {
            var made = 0
            let logger = log.logger(level: .warning)
            func fields() -> Logger.Fields {
                made += 1
                return [:]
            }
            logger.trace("t", fields())
            logger.debug("d", fields())
            logger.info("i", fields())
            logger.notice("n", fields())
            logger.warning("w", fields())
            logger.error("e", fields())
            #expect(log.messages == ["w", "e"])
            #expect(log.records.map(\.level) == [.warning, .error])
            #expect(made == 2)
        }

        @Test func addedFieldsStandOnEveryLineAndTheNewestWins() {
            let logger = log.logger().adding(["request_id": "r1", "user": "u1"]).adding(["user": "u2"])
            logger.info("one")
            logger.info("two", ["user": "u3"])
            #expect(log["one"]?.fields["request_id"] == "r1")
            #expect(log["one"]?.fields["user"] == "u2")
            #expect(log["two"]?.fields["user"] == "u3")
            #expect(log["two"]?.line.split(separator: "\"user\"").count == 2)
        }

        @Test func orderedFieldsKeepTheirOrder() throws {
            let logger = log.logger().adding(["app": "a"])
            logger.log(.info, "Request", ordered: ["z": 1, "a": "x\ny", "m": false])
            logger.log(.trace, "Unseen", ordered: [:])
            let line = try #require(log.records.first?.line)
            #expect(line.hasSuffix(#""message":"Request","app":"a","z":1,"a":"x\ny","m":false}"# + "\n"))
        }

        @Test func aFieldCannotPoseAsTheMessage() {
            log.logger().info("real", ["message": "false", "level": "error"])
            #expect(log["real"]?.fields["field.message"] == "false")
            #expect(log["real"]?.fields["level"] == "info")
        }

        @Test func aRedactedValueShowsOnlyThatItWasThere() {
            log.logger().info("Login", ["password": .redacted])
            #expect(log["Login"]?.fields["password"] == "<redacted>")
        }

        @Test func durationsAreSeconds() {
            log.logger().info("Took", ["time": LogValue(Duration.milliseconds(1500))])
            #expect(log["Took"]?.fields["field.time"] == 1.5)
        }
    }
#endif
