import Testing

@testable import DevSidecar

@Suite struct ResourceTests {
    private func node(_ text: String) throws -> YAMLNode { try #require(try YAMLReader.parse(Array(text.utf8)).first) }

    @Test func aComponentResolvesReferencesAndComparesNamesWithoutCase() throws {
        let component = try ComponentResource(
            try node(
                """
                metadata: {name: mail}
                spec:
                  type: bindings.smtp
                  metadata:
                    - {name: Host, value: 127.0.0.1}
                    - {name: port, value: 1025}
                    - {name: password, secretKeyRef: {name: smtp, key: secret}}
                    - {name: user, envRef: MAIL_USER}
                scopes: [notification-service]
                """)
        ) { reference in
            switch reference {
            case .secret(nil, "smtp", "secret"): "s3"
            case .environment("MAIL_USER"): "u"
            default: nil
            }
        }
        #expect(component["host"] == "127.0.0.1" && component["port"] == "1025")
        #expect(component["password"] == "s3" && component["user"] == "u")
        #expect(component.isIn(scopeOf: "notification-service") && !component.isIn(scopeOf: "relay"))
    }

    @Test func topicsAreForThoseWhoMayUseThem() {
        let access = TopicAccess(
            ComponentResource(
                name: "p", type: "pubsub.kafka",
                metadata: [
                    "allowedTopics": "a, b", "protectedTopics": "b", "publishingScopes": "relay=b;reader=",
                    "subscriptionScopes": "reader=b",
                ]))
        #expect(access.mayPublish("b", "relay") && !access.mayPublish("a", "relay"))
        #expect(!access.mayPublish("b", "reader") && !access.mayPublish("a", "reader"))
        #expect(access.mayPublish("a", "other") && !access.mayPublish("b", "other") && !access.mayPublish("c", "other"))
        #expect(access.maySubscribe("b", "reader") && !access.maySubscribe("b", "other"))
    }

    @Test func kafkaSettingsAreReadAndWrongOnesRefused() throws {
        func settings(_ metadata: [String: String]) throws -> KafkaSettings {
            try KafkaSettings(ComponentResource(name: "p", type: "pubsub.kafka", metadata: metadata))
        }
        let shipped = try settings([
            "initialOffset": "oldest", "backOffDuration": "1s", "backOffMaxRetries": "-1", "heartbeatInterval": "1s",
            "sessionTimeout": "6s",
        ])
        #expect(
            shipped.initialOffset == .oldest
                && shipped.backOff == RetrySchedule(.constant(.seconds(1)), maxRetries: nil))
        #expect(shipped.sessionTimeout == .seconds(6) && shipped.maxMessageBytes == 1 << 20)
        #expect(try settings([:]).initialOffset == .newest)
        #expect(try settings(["backOffMaxRetries": "2"]).backOff.maxRetries == 2)
        #expect(throws: ResourceError.self) { try settings(["initialOffset": "first"]) }
        #expect(throws: ResourceError.self) { try settings(["sessionTimeout": "soon"]) }
    }

    @Test func aRunFileMayNameAnAppTwice() throws {
        let file = try RunFile(
            Array(
                """
                version: 1
                common:
                  resourcesPaths: [./local]
                  enableAppHealthCheck: true
                  appHealthProbeInterval: 1
                apps:
                  - appID: a
                    appPort: 8001
                    daprHTTPPort: 3501
                  - appID: a
                    appPort: 8011
                    daprHTTPPort: 3511
                    resourcesPaths: [/etc/dapr]
                """.utf8), folder: "/repo", portOffset: 100)
        #expect(file.sidecars.map(\.httpPort) == [3601, 3611] && file.sidecars.map(\.appPort) == [8101, 8111])
        #expect(file.sidecars.map(\.replica) == [0, 1])
        #expect(file.sidecars.map(\.resourcePaths) == [["/repo/./local"], ["/etc/dapr"]])
        #expect(file.sidecars[0].health?.interval == .seconds(1) && file.sidecars[0].health?.threshold == 3)
    }

    @Test func daprdsFlagsDescribeOneApplication() throws {
        let flags = try SidecarHostSettings.flags([
            "--app-id", "shop", "-app-port=8001", "--dapr-http-port", "3600", "--resources-path", "a",
            "--resources-path=b", "--enable-app-health-check", "--metrics-port", "9091", "--partitions", "orders=4",
        ])
        let settings = try SidecarHostSettings(flags, environment: ["DAPR_API_TOKEN": "t", "SMTP_PORT": "2525"])
        let options = try #require(settings.sidecars.first)
        #expect(options.appID == "shop" && options.appPort == 8001 && options.httpPort == 3600)
        #expect(options.resourcePaths == ["a", "b"] && options.health == AppHealthOptions())
        #expect(settings.tokens.api == "t" && settings.overrides["bindings.smtp"] == ["port": "2525"])
        #expect(settings.partitions.count(of: "orders") == 4 && settings.partitions.count(of: "task-events") == 6)
    }

    @Test(arguments: [["--nope", "1"], ["--app-id"], ["word"], ["--app-id", "a", "--app-port", "99999"], []])
    func aWrongCommandLineIsASentence(_ arguments: [String]) {
        #expect(throws: Flags.Mistake.self) {
            _ = try SidecarHostSettings(try SidecarHostSettings.flags(arguments), environment: [:])
        }
    }

    @Test func durationsAreGos() {
        #expect(GoDuration.parse("1m30s") == .seconds(90) && GoDuration.parse("1.5h") == .seconds(5400))
        #expect(GoDuration.parse("500ms") == .milliseconds(500) && GoDuration.parse("0") == .zero)
        #expect(GoDuration.parse("5") == nil && GoDuration.parse("") == nil && GoDuration.parse("1x") == nil)
        #expect(GoDuration.parse(milliseconds: "250") == .milliseconds(250))
        #expect(GoDuration.text(.milliseconds(500)) == "500ms" && GoDuration.text(.seconds(90)) == "1m30s")
    }

    @Test func retriesEndAfterTheirNumber() {
        let constant = RetrySchedule(.constant(.seconds(1)), maxRetries: 2)
        #expect(constant.delay(before: 2, random: 0) == .seconds(1) && constant.delay(before: 3, random: 0) == nil)
        let growing = RetrySchedule(.exponential(cap: .seconds(2)), maxRetries: nil)
        #expect(growing.delay(before: 1, random: 0.5) == .milliseconds(500))
        #expect(growing.delay(before: 100, random: 0.5) == .seconds(2))
        let matching = RetrySchedule(.constant(.zero), maxRetries: nil, statuses: RetrySchedule.ranges("429,500-599"))
        #expect(matching.covers(status: 503) && !matching.covers(status: 400) && matching.covers(status: nil))
    }
}
