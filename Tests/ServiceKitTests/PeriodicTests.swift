#if canImport(Testing)
    import Observability
    import Reactor
    import ServiceKit
    import TestSupport
    import Testing

    @LoopActor @Suite(.noHanging) struct PeriodicTests {
        private struct Failure: Error {}

        private let clock = ManualClock()
        private let log = LogRecorder()
        private let rounds = Tally()

        private func periodic(jitter: Double = 0) -> Periodic {
            Periodic(every: .seconds(10), jitter: jitter, clock: clock, logger: log.logger(), random: { 1 })
        }

        /// Runs `round`, counted, until `body` has looked at it.
        private func running(
            _ periodic: Periodic, _ round: @escaping @LoopActor @Sendable () async throws -> Duration? = { nil },
            _ body: () async -> Void
        ) async {
            await withTaskGroup { group in
                group.addTask {
                    await onLoop {
                        await periodic.run {
                            rounds.add()
                            return try await round()
                        }
                    }
                }
                await body()
                await periodic.stop()
                await group.waitForAll()
            }
        }

        @Test func theFirstRoundComesAtOnceAndTheNextAfterTheInterval() async {
            await running(periodic()) {
                await clock.sleepers()
                #expect(rounds.count == 1)
                clock.advance(by: .seconds(9))
                #expect(clock.nextWake == .seconds(1))
                clock.advance(by: .seconds(1))
                await rounds.reached(2)
            }
            #expect(rounds.count == 2)
        }

        @Test func aRoundMayNameTheNextPause() async {
            await running(periodic(), { .seconds(3) }) {
                await clock.sleepers()
                #expect(clock.nextWake == .seconds(3))
            }
        }

        @Test func jitterStretchesTheInterval() async {
            await running(periodic(jitter: 0.2)) {
                await clock.sleepers()
                #expect(clock.nextWake == .seconds(12))
            }
        }

        @Test func noPauseAtAllLeavesTheLoopToOthers() async {
            await running(periodic(), { .zero }) { await rounds.reached(100) }
        }

        @Test func aWakeEndsThePause() async {
            let periodic = periodic()
            await running(periodic) {
                await clock.sleepers()
                periodic.wake()
                await rounds.reached(2)
            }
        }

        @Test func wakesDuringARoundCauseOneMore() async {
            let periodic = periodic()
            let rounds = rounds
            await running(
                periodic,
                {
                    if rounds.count == 1 { for _ in 0..<5 { periodic.wake() } }
                    return nil
                }
            ) {
                await clock.sleepers()
                #expect(rounds.count == 2)
            }
        }

        @Test func aFailedRoundIsLoggedAndFollowedByTheNext() async {
            await running(periodic(), { throw Failure() }) {
                await clock.sleepers()
                #expect(log.messages == ["Round failed, tried again after the interval"])
                clock.advance(by: .seconds(10))
                await rounds.reached(2)
            }
        }

        @Test func stoppingWaitsForTheRoundInProgress() async {
            let periodic = periodic()
            let (entered, mayLeave) = (Latch(), Latch())
            let finished = Tally()
            await withTaskGroup { group in
                group.addTask {
                    await onLoop {
                        await periodic.run {
                            entered.open()
                            await mayLeave.wait()
                            finished.add()
                            return nil
                        }
                    }
                }
                await entered.wait()
                group.addTask {
                    await periodic.stop()
                    await onLoop { #expect(finished.count == 1) }
                }
                await Task.yield()
                mayLeave.open()
            }
            #expect(finished.count == 1)
        }

        @Test func cancellationEndsThePause() async {
            let periodic = periodic()
            await withTaskGroup { group in
                group.addTask { await onLoop { await periodic.run { nil } } }
                await clock.sleepers()
                group.cancelAll()
            }
        }
    }
#endif
