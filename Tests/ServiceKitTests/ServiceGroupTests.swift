#if canImport(Testing)
    import Observability
    import Reactor
    import ServiceKit
    import TestSupport
    import Testing

    @LoopActor @Suite(.noHanging) struct ServiceGroupTests {
        private let diary = Diary()
        private let log = LogRecorder()
        private let quick = ShutdownConfig(delay: .zero, inProgress: .seconds(5), total: .seconds(30))

        private func service(_ name: String) -> DiaryService { DiaryService(name, diary) }

        private func group(
            _ services: [any Service], shutdown: ShutdownConfig? = nil, exitNow: (@LoopActor (Int32) -> Void)? = nil
        ) -> ServiceGroup {
            ServiceGroup(services, logger: log.logger(), shutdown: shutdown ?? quick, exitNow: exitNow)
        }

        /// Runs the group, does `body` meanwhile, and answers the exit code.
        private func run(
            _ group: ServiceGroup, signals: AsyncStream<Int32> = AsyncStream { _ in }, _ body: () async -> Void
        ) async -> Int32 {
            await withTaskGroup { tasks in
                tasks.addTask { await group.run(until: signals) }
                await body()
                return await tasks.next() ?? -1
            }
        }

        @Test func servicesStartInOrderAndStopInReverse() async {
            let group = group([service("a"), service("b")])
            let code = await run(group) {
                _ = await log.first("Running")
                #expect(group.lifecycle.phase == .running)
                group.shutdown()
            }
            #expect(code == 0)
            #expect(diary.entries == ["start a", "start b", "stop b", "stop a"])
            #expect(group.lifecycle.phase == .stopping)
        }

        @Test func aSignalStopsInOrder() async {
            let (signals, sender) = AsyncStream.makeStream(of: Int32.self)
            let code = await run(group([service("a")]), signals: signals) {
                _ = await log.first("Running")
                sender.yield(15)
            }
            #expect(code == 0)
            #expect(diary.entries == ["start a", "stop a"])
        }

        @Test func aSecondSignalExitsAtOnce() async {
            let (signals, sender) = AsyncStream.makeStream(of: Int32.self)
            let slow = service("slow")
            let mayStop = Latch()
            slow.onStop = { await mayStop.wait() }
            var exits: [Int32] = []
            let group = group([slow]) { code in
                exits.append(code)
                mayStop.open()
            }
            _ = await run(group, signals: signals) {
                _ = await log.first("Running")
                sender.yield(15)
                _ = await log.first("Signal, stopping in order")
                sender.yield(15)
            }
            #expect(exits == [143])
        }

        @Test func aFailingStartStopsWhatHadStartedAndSaysWhichAndWhy() async {
            let broken = service("broken")
            broken.onStart = { throw Refused() }
            let code = await run(group([service("a"), broken, service("never")])) {}
            #expect(code == 1)
            #expect(diary.entries == ["start a", "start broken", "stop a"])
            let record = log["A service could not start"]
            #expect(record?.fields["service"] == "broken")
            #expect(record?.fields["error"] == "the port is taken")
        }

        @Test func aSignalDuringAStartCancelsIt() async {
            let waiting = service("waiting")
            let entered = Latch()
            waiting.onStart = {
                entered.open()
                await Latch().wait()
                try Task.checkCancellation()
            }
            let group = group([service("a"), waiting])
            let code = await run(group) {
                await entered.wait()
                group.shutdown()
            }
            #expect(code == 0)
            #expect(diary.entries == ["start a", "start waiting", "stop a"])
        }

        @Test func aServiceThatEndsByItselfEndsTheProcess() async {
            let brief = service("brief")
            brief.onRun = {}
            let code = await run(group([service("a"), brief])) {}
            #expect(code == 1)
            #expect(diary.entries == ["start a", "start brief", "stop brief", "stop a"])
            #expect(log["A service ended by itself"]?.fields["service"] == "brief")
        }

        @Test func aServiceThatFailsEndsTheProcess() async {
            let failing = service("failing")
            failing.onRun = { throw Refused() }
            let code = await run(group([failing])) {}
            #expect(code == 1)
            #expect(log["A service failed"]?.fields["error"] == "the port is taken")
        }

        @Test func workInProgressIsCutOffAtItsLimit() async {
            let endless = service("endless")
            endless.onStop = { await Latch().wait() }
            let group = group(
                [service("a"), endless],
                shutdown: ShutdownConfig(delay: .zero, inProgress: .milliseconds(20), total: .seconds(30)))
            let code = await run(group) {
                _ = await log.first("Running")
                group.shutdown()
            }
            #expect(code == 0)
            #expect(diary.entries == ["start a", "start endless", "stop endless", "stop a"])
            #expect(log["Work in progress was cut off"]?.fields["service"] == "endless")
        }

        @Test func aServiceThatIgnoresItsCancellationDoesNotKeepTheProcess() async {
            let stubborn = service("stubborn")
            let released = Latch()
            stubborn.onRun = { while !released.isOpen { await Task.yield() } }
            var exits: [Int32] = []
            let group = group(
                [stubborn],
                shutdown: ShutdownConfig(delay: .zero, inProgress: .milliseconds(10), total: .milliseconds(40))
            ) { code in
                exits.append(code)
                released.open()
            }
            _ = await run(group) {
                _ = await log.first("Running")
                group.shutdown()
            }
            #expect(exits == [1])
        }

        @Test func itServesOnBetweenNotReadyAndStopping() async {
            let a = service("a")
            let group = group([a], shutdown: ShutdownConfig(delay: .milliseconds(20)))
            var seen: [Lifecycle.Phase] = []
            a.onStop = { seen.append(group.lifecycle.phase) }
            _ = await run(group) {
                _ = await log.first("Running")
                seen.append(group.lifecycle.phase)
                group.shutdown()
                while group.lifecycle.phase == .running { await Task.yield() }
                seen.append(group.lifecycle.phase)
                #expect(!diary.entries.contains("stop a"))
            }
            #expect(seen == [.running, .draining, .stopping])
        }
    }

    private struct Refused: Error, CustomStringConvertible {
        var description: String { "the port is taken" }
    }

    @LoopActor private final class Diary {
        var entries: [String] = []
    }

    @LoopActor private final class DiaryService: Service {
        nonisolated let name: String
        private let diary: Diary
        var onStart: @LoopActor @Sendable () async throws -> Void = {}
        var onRun: @LoopActor @Sendable () async throws -> Void = { await Latch().wait() }
        var onStop: @LoopActor @Sendable () async -> Void = {}

        init(_ name: String, _ diary: Diary) { (self.name, self.diary) = (name, diary) }

        func start() async throws {
            diary.entries.append("start \(name)")
            try await onStart()
        }

        func run() async throws { try await onRun() }

        func stop() async {
            diary.entries.append("stop \(name)")
            await onStop()
        }
    }
#endif
