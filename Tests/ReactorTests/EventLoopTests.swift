import Glibc
import Reactor
import Testing

@LoopActor @Suite struct EventLoopTests {
    @LoopActor final class Journal {
        var entries: [Int] = []
        func note(_ entry: Int) async { entries.append(entry) }
        func noteLater(_ entry: Int, after delay: Duration) async throws {
            try await LoopClock().sleep(for: delay)
            entries.append(entry)
        }
    }

    @Test func manyTasksShareOneThread() async throws {
        let journal = Journal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<2_000 {
                group.addTask { try await journal.noteLater(index, after: .milliseconds(index % 5)) }
            }
            try await group.waitForAll()
        }
        #expect(journal.entries.count == 2_000)
    }

    @Test func jobsFromOtherThreadsAllArrive() async {
        let journal = Journal()
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<1_000 { group.addTask { await fromElsewhere(index, to: journal) } }
        }
        #expect(Set(journal.entries) == Set(0..<1_000))
    }

    @Test func aConcurrentFunctionLeavesTheLoopAndItsCallerComesBack() async {
        #expect(EventLoop.main.isCurrent)
        #expect(await isOnLoopElsewhere() == false)
        #expect(EventLoop.main.isCurrent)
    }

    /// A request that came in the middle of the turn, and whose handler waits for nothing outside, slept until the next
    /// timer with its answer ready.
    @Test func whatGatheredWorkAnswersIsGatheredInTheSameTurn() async {
        let work = GatheredWork()
        EventLoop.main.beforeSleep(.gather) { work.gather() }
        await withUnsafeContinuation { work.begin($0) }
        #expect(work.answeredIn > 0)
        #expect(work.collectedIn == work.answeredIn)
    }

    @LoopActor final class GatheredWork {
        private enum State { case idle, wanted, begun, answered, collected }

        private var state = State.idle
        private var finished: UnsafeContinuation<Void, Never>?
        private(set) var answeredIn: UInt64 = 0
        private(set) var collectedIn: UInt64 = 0

        func begin(_ continuation: UnsafeContinuation<Void, Never>) {
            finished = continuation
            state = .wanted
        }

        func gather() {
            if state == .wanted {
                state = .begun
                Task { await answer() }
            } else if state == .answered {
                state = .collected
                collectedIn = EventLoop.main.turns
                finished?.resume()
            }
        }

        private func answer() async {
            state = .answered
            answeredIn = EventLoop.main.turns
        }
    }

    @Test func anImmediateTaskRunsAtOnceUpToItsFirstWait() async throws {
        let journal = Journal()
        let task = Task.immediate { @LoopActor in
            journal.entries.append(1)
            try await LoopClock().sleep(for: .milliseconds(1))
            journal.entries.append(2)
        }
        #expect(journal.entries == [1])
        try await task.value
        #expect(journal.entries == [1, 2])
    }

    @Test func anotherLoopHasItsOwnThread() async {
        let actor = OwnLoop()
        #expect(await actor.isOnMainLoop() == false)
        #expect(await actor.isOnItsLoop())
    }

    @Test func aFloodOfJobsStarvesNoSocket() async {
        let flood = Task { @LoopActor in while !Task.isCancelled { await Task.yield() } }
        var pipe = Pipe()
        let answer: Readiness = await withUnsafeContinuation { continuation in
            let box = SourceBox()
            box.source = FileDescriptorSource(pipe.reading, "test", for: .read) { readiness in
                box.source?.cancel()
                continuation.resume(returning: readiness)
            }
            pipe.send(1)
        }
        flood.cancel()
        #expect(answer.contains(.read))
        pipe.close()
    }

    @Test func aTaskThatPrefersTheLoopResumesWithoutLeavingIt() async {
        let journal = Journal()
        await Task(executorPreference: EventLoop.main) { await self.waitOnce(journal) }.value
        while journal.entries.count < 2 { await Task.yield() }
        #expect(journal.entries == [1, 2])
    }

    /// Through the global pool the resumed task would come after the one that is started behind it.
    private func waitOnce(_ journal: Journal) async {
        await withUnsafeContinuation { continuation in
            _ = LoopTimer(after: .zero) {
                continuation.resume()
                Task(executorPreference: EventLoop.main) { await journal.note(2) }
            }
        }
        await journal.note(1)
    }

    @Test func aTaskThatPrefersTheLoopCanLeaveItForLongComputations() async {
        let places = await Task(executorPreference: EventLoop.main) {
            let here = await isOnLoopElsewhere()
            let there = await withTaskExecutorPreference(globalConcurrentExecutor) { await isOnLoopElsewhere() }
            return [here, there, await isOnLoopElsewhere()]
        }.value
        #expect(places == [true, false, true])
    }

    @Test func aHookThatAsksForAnotherTurnGetsItWithoutATimer() async {
        let counter = Counter()
        await withUnsafeContinuation { continuation in
            EventLoop.main.beforeSleep(.gather) {
                guard counter.value < 100 else { return }
                counter.value += 1
                EventLoop.main.turnAgain()
                if counter.value == 100 { continuation.resume() }
            }
        }
        #expect(counter.value == 100)
    }
}

@concurrent private func isOnLoopElsewhere() async -> Bool { EventLoop.main.isCurrent }

@concurrent private func fromElsewhere(_ index: Int, to journal: EventLoopTests.Journal) async {
    await journal.note(index)
}

private actor OwnLoop {
    private let loop = EventLoop(name: "test", nice: 1)
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    func isOnMainLoop() -> Bool { EventLoop.main.isCurrent }
    func isOnItsLoop() -> Bool { loop.isCurrent }
}
