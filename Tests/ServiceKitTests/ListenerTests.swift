#if canImport(Testing)
    import HTTP
    import Observability
    import Reactor
    import ServiceKit
    import TestSupport
    import Testing

    @LoopActor @Suite(.noHanging) struct ListenerTests {
        private func server(_ log: LogRecorder, port: Int = 0) -> HTTPServer {
            HTTPServer(HTTPServerConfig(port: port), name: "test", logger: log.logger(), metrics: Metrics()) { _ in
                .empty(.noContent)
            }
        }

        @Test func itListensWhileTheGroupRunsAndNoLonger() async throws {
            let log = LogRecorder()
            let server = server(log)
            let group = ServiceGroup(
                [Listener(server)], logger: log.logger(), shutdown: ShutdownConfig(delay: .zero))
            await withTaskGroup { tasks in
                tasks.addTask { await onLoop { #expect(await group.run(until: AsyncStream { _ in }) == 0) } }
                _ = await log.first("Running")
                #expect(server.port > 0)
                group.shutdown()
            }
            #expect(log["Stopped listening"] != nil)
        }

        @Test func aPortInUseIsOneClearSentence() async throws {
            let log = LogRecorder()
            let first = server(log)
            try first.start()
            let group = ServiceGroup([Listener(server(log, port: first.port))], logger: log.logger())
            #expect(await group.run(until: AsyncStream { _ in }) == 1)
            #expect(
                log["A service could not start"]?.fields["error"]
                    == .string("Cannot listen on 127.0.0.1 port \(first.port): Address already in use."))
            await first.drain(within: .zero)
        }

        @Test func daprsListenerLingersUntilTheSidecarHasNoticed() async throws {
            let log = LogRecorder()
            let server = server(log)
            let lifecycle = Lifecycle()
            let listener = Listener(server, lingering: (lifecycle, .milliseconds(30)))
            try await listener.start()
            let began = LoopClock.Instant.now
            lifecycle.advance(to: .stopping)
            await listener.stop()
            #expect(began.duration(to: .now) >= .milliseconds(30))
        }
    }
#endif
