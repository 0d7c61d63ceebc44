#if canImport(Testing)
    import Configuration
    import Observability
    import Reactor
    import TestSupport
    import Testing
    import TodoCore

    @testable import ServiceKit

    @Suite struct ServiceMainTests {
        private struct ServeConfig: Sendable {
            let port: Int
            let url: String

            init(_ config: ConfigReader) {
                port = config.value("http.port", default: 8000, "Where it listens.")
                url = config.required("database.url", secret: true, "Where PostgreSQL is.") ?? ""
            }
        }

        private let main = ServiceMain(
            "demo", "a demonstration",
            commands: [
                Command("serve", "answers requests", configuration: { ServeConfig($0) }) { config, context in
                    Int32(config.port)
                },
                Command(
                    "migrate", usage: "[up | down N]", "moves the schema",
                    configuration: { $0.value("migrate.limit", default: 1, "How far.") }
                ) { _, context in Int32(context.arguments.count) },
                Command("fail", "throws") { _ in throw Broken() },
            ], siblingKeys: ["mail.sender"])

        private struct Broken: Error, CustomStringConvertible {
            var description: String { "the disk is full" }
        }

        private func refusal(
            _ arguments: [String], environment: [String: String] = [:], dotEnv: String? = nil
        ) -> ServiceMain.Refusal? {
            guard case .failure(let refusal) = main.prepare(arguments, environment: environment, dotEnv: dotEnv) else {
                return nil
            }
            return refusal
        }

        @Test func aCommandGetsItsConfigurationAndArguments() async throws {
            let serve = try main.prepare(
                ["serve", "--http.port", "7"], environment: ["DATABASE_URL": "x"], dotEnv: nil
            ).get()
            #expect(try await serve.run(serve.context) == 7)
            #expect(serve.context.zones.zone("Asia/Karachi") != nil)
            let migrate = try main.prepare(["migrate", "up", "3", "--log.level=debug"], environment: [:], dotEnv: nil)
                .get()
            #expect(migrate.context.arguments == ["up", "3"])
            #expect(migrate.context.logger.level == .debug)
        }

        @Test func oneDotEnvServesAllCommandsAndTheSiblings() throws {
            let file = "DATABASE_URL=x\nMIGRATE_LIMIT=2\nMAIL_SENDER=a@b\nLOG_LEVEL=error\nSHUTDOWN_DELAY=PT0S"
            let serve = try main.prepare(["serve"], environment: [:], dotEnv: file).get()
            #expect(serve.context.shutdown.delay == .zero)
            _ = try main.prepare(["migrate"], environment: [:], dotEnv: file).get()
        }

        @Test func mistakesAreOneSentenceEachAndExitTwo() {
            let refusal = self.refusal(
                ["serve", "--http.prot=1", "--migrate.limit=3"], environment: ["HTTP_PORT": "x"], dotEnv: "FOO=1")
            #expect(refusal?.code == 2)
            #expect(
                refusal?.text == """
                    demo: HTTP_PORT must be a whole number, not 'x'.
                    demo: DATABASE_URL is missing: set it in the environment or in .env, \
                    or pass --database.url=… (Where PostgreSQL is.)
                    demo: --http.prot is no flag of this command; did you mean --http.port?
                    demo: --migrate.limit is no flag of this command; --help lists them.
                    demo: FOO in .env is no key of this program; remove the line, or see --help.

                    """)
        }

        @Test func anUnknownCommandAndNoneAtAllExitTwo() {
            #expect(refusal(["srve"])?.text == "demo: there is no command 'srve'; demo --help lists them.\n")
            #expect(refusal(["srve"])?.code == 2)
            #expect(refusal([])?.code == 2)
        }

        @Test func helpListsCommandsAndEachCommandsKeys() throws {
            for arguments in [["--help"], ["-h"], ["help"]] {
                let refusal = try #require(self.refusal(arguments))
                #expect(refusal.code == 0)
                #expect(refusal.text.contains("  migrate [up | down N]   moves the schema\n"))
                #expect(refusal.text.contains("  serve                   answers requests\n"))
            }
            for arguments in [["serve", "--help"], ["serve", "-h", "--http.port=x"], ["help", "serve"]] {
                let refusal = try #require(self.refusal(arguments))
                #expect(refusal.code == 0)
                #expect(refusal.text.contains("--http.port  (HTTP_PORT)\n      whole number, default: 8000\n"))
                #expect(refusal.text.contains("trace | debug | info | notice | warning | error, default: info"))
            }
        }

        @Test func withoutTimeZonesItDoesNotStart() {
            let refusal = self.refusal(["migrate", "--zones.directory=/nowhere"])
            #expect(refusal?.code == 1)
            #expect(refusal?.text.hasPrefix("demo: No time zones in /nowhere: install the package tzdata") == true)
        }

        @Test func theProcessExitsWithTheCommandsCode() async {
            await #expect(processExitsWith: .exitCode(7)) {
                ServiceMain("demo", "d", commands: [Command("seven", "exits") { _ in 7 }]).run(
                    ["seven"], [:], dotEnv: nil)
            }
        }

        @Test func whatACommandThrowsIsOneSentence() async throws {
            let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
                ServiceMain("demo", "d", commands: [Command("fail", "throws") { _ in throw Broken() }])
                    .run(["fail", "--log.level=error"], [:], dotEnv: nil)
            }
            #expect(try #require(result).standardErrorContent == Array("demo: the disk is full\n".utf8))
        }

        @Test func whatKeepsAServiceFromStartingIsASentenceBelowTheLog() async throws {
            let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
                ServiceMain("demo", "d", commands: [Command("serve", "serves") { await $0.run([Unstartable()]) }])
                    .run(["serve"], [:], dotEnv: nil)
            }
            let lines = String(decoding: try #require(result).standardErrorContent, as: UTF8.self).split(
                separator: "\n")
            #expect(lines.last == "demo: unstartable could not start: the disk is full")
            #expect(lines.dropLast().allSatisfy { $0.hasPrefix("{\"time\":") })
        }

        @Test func aSignalEndsAServiceInOrder() async throws {
            await #expect(processExitsWith: .exitCode(0)) {
                ServiceMain("demo", "d", commands: [Command("serve", "serves") { await $0.run([Suicidal()]) }])
                    .run(["serve", "--shutdown.delay=PT0S"], [:], dotEnv: nil)
            }
        }

        @LoopActor private final class Unstartable: Service {
            nonisolated let name = "unstartable"
            func start() async throws { throw Broken() }
        }
    }
#endif
