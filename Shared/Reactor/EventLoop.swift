internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that runs Swift tasks, watches descriptors and fires timers: everything a process does, one thing at a
/// time.
///
/// A turn of the loop: jobs (bounded, so that a flood of them starves no socket), the before-sleep hooks (what the
/// turn collected leaves in one go: a database batch, the HTTP library's unfinished connections), then `epoll_wait`,
/// the callbacks of what became ready, and the timers that are due. Redis calls the middle step the same.
///
/// It is a task executor too, and the tasks of a service prefer it: a continuation resumes on what its task prefers, and
/// without a preference on the global pool, which then hands the task back to its actor. Those two changes of threads
/// cost 6 µs and a wake-up for each statement that the database answers. What burns a core leaves such a task by
/// `withTaskExecutorPreference(globalConcurrentExecutor)`; `@concurrent` alone stays on the loop.
///
/// `EventLoop.main` is the executor of ``LoopActor``. A second loop serves an actor that blocks or burns a core.
public final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    /// The loop of the process; the executor of ``LoopActor``.
    public static let main = EventLoop(name: "loop")

    /// More jobs than any honest turn has; beyond it the loop looks at its sockets first.
    static let jobsPerTurn = 4_096

    /// What the hooks of a turn do, in this order.
    public enum Phase: Sendable {
        /// May start new work: the HTTP server goes on with connections that it has not finished reading.
        case gather
        /// Sends what the turn collected: database batches.
        case flush
    }

    let name: String
    private let nice: Int32
    private let inbox = LoopInbox()
    private let thread = Atomic<UInt>(0)
    private let epoll = cl_epoll_create()
    private let wake = cl_eventfd()

    // Touched by the loop's thread only, from here on.
    private var jobs: [UnownedJob] = []
    private var nextJob = 0
    private var gather: [() -> Void] = []
    private var flush: [() -> Void] = []
    private var again = false
    /// How often the loop went round: a figure for tests and for `/metrics`.
    @LoopActor public var turns: UInt64 { turnCount }
    @LoopActor public var pendingTimers: Int { timers.count }
    private var turnCount: UInt64 = 0
    var slots = DescriptorSlots()
    var timers = TimerHeap()
    /// Told about every turn that took too long. Set it before the loop runs.
    public var stallWatch = StallWatch()

    /// A loop whose thread starts with its first job; `nice` above 0 yields the processor to the main loop.
    public init(name: String, nice: Int32 = 0) {
        self.name = name
        self.nice = nice
        precondition(epoll >= 0 && wake >= 0, "no descriptors left for an event loop")
        _ = cl_epoll_control(epoll, Int32(CL_EPOLL_ADD), wake, UInt32(CL_EPOLLIN), DescriptorSlots.wakeToken)
    }

    // MARK: SerialExecutor

    public var isCurrent: Bool { UInt(pthread_self()) == thread.load(ordering: .relaxed) }

    public func checkIsolated() { precondition(isCurrent, "not on the event loop") }

    // Without it, Task.immediate and assumeIsolated do not see that they are on the loop already.
    public func isIsolatingCurrentContext() -> Bool? { isCurrent }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
            return
        }
        switch inbox.append(job) {
        case .awake: break
        case .asleep: ring()
        case .notStarted: startThread()
        }
    }

    // MARK: Running

    /// Makes the calling thread the loop's own, runs `body` on it and ends the process with the code it returns.
    ///
    /// Services call it from a synchronous `main()`, after the signals are blocked.
    public func runOnThisThread(_ body: @escaping @LoopActor @Sendable () async -> Int32) -> Never {
        claimThisThread()
        Task(executorPreference: self) { await Self.exit(after: body) }
        run()
    }

    @LoopActor private static func exit(after body: @LoopActor @Sendable () async -> Int32) async {
        Glibc.exit(await body())
    }

    private func claimThisThread() {
        precondition(inbox.start(), "the loop runs already")
        thread.store(UInt(pthread_self()), ordering: .relaxed)
    }

    private func startThread() {
        var handle = pthread_t()
        let me = Unmanaged.passUnretained(self).toOpaque()  // a loop lives as long as the process
        _ = Unmanaged.passRetained(self)
        pthread_create(
            &handle, nil,
            { argument in
                guard let argument else { return nil }
                let loop = Unmanaged<EventLoop>.fromOpaque(argument).takeUnretainedValue()
                cl_set_thread_name(loop.name)
                if loop.nice != 0 { cl_set_thread_nice(loop.nice) }
                loop.thread.store(UInt(pthread_self()), ordering: .relaxed)
                loop.run()
            }, me)
        pthread_detach(handle)
    }

    private func ring() {
        var one: UInt64 = 1
        write(wake, &one, 8)
    }

    private func run() -> Never {
        let events = UnsafeMutablePointer<cl_event>.allocate(capacity: 64)
        while true { turn(events) }
    }

    private func turn(_ events: UnsafeMutablePointer<cl_event>) {
        turnCount &+= 1
        stallWatch.begin()
        let idle = takeInbox()
        runJobs()
        stallWatch.mark("jobs")
        for hook in gather { hook() }
        // What these began may be answered already, and nothing else would tell them so before the loop sleeps.
        if nextJob < jobs.count {
            runJobs()
            for hook in gather { hook() }
        }
        for hook in flush { hook() }
        stallWatch.mark("before sleep")
        let timeout = idle && nextJob == jobs.count && !again ? millisecondsToNextTimer() : 0
        again = false
        stallWatch.end()
        let count = cl_epoll_wait(epoll, events, 64, timeout)
        stallWatch.begin()
        for index in 0..<Int(max(0, count)) { dispatch(events[index]) }
        fireTimers()
        stallWatch.end()
    }

    /// Moves what other threads handed over to the loop; true when the loop has nothing to do and others must ring.
    private func takeInbox() -> Bool {
        inbox.take(into: &jobs, sleepIfEmpty: nextJob == jobs.count)
    }

    private func runJobs() {
        let executor = asUnownedSerialExecutor()
        let preference = asUnownedTaskExecutor()
        var budget = Self.jobsPerTurn
        while nextJob < jobs.count, budget > 0 {
            let job = jobs[nextJob]
            nextJob += 1
            budget -= 1
            job.runSynchronously(isolatedTo: executor, taskExecutor: preference)
        }
        if nextJob == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            nextJob = 0
        } else if nextJob >= Self.jobsPerTurn {
            jobs.removeFirst(nextJob)
            nextJob = 0
        }
    }

    private func dispatch(_ event: cl_event) {
        guard event.token != DescriptorSlots.wakeToken else {
            var rung: UInt64 = 0
            read(wake, &rung, 8)
            return
        }
        // A source that an earlier callback of this turn cancelled is not found any more.
        guard let source = slots[event.token] else { return }
        let readiness = Readiness(rawValue: event.events)
        LoopActor.assumeIsolated(readiness, source.callback)
        stallWatch.mark(source.name)
    }

    private func fireTimers() {
        // Timers made by these wait for the next turn.
        for timer in timers.removeDue(at: LoopClock.Instant.now) {
            guard let callback = timer.fire() else { continue }
            LoopActor.unchecked(callback)()
            stallWatch.mark("timer")
        }
    }

    private func millisecondsToNextTimer() -> Int32 {
        guard let first = timers.nextDeadline else { return -1 }
        let left = first.nanoseconds - LoopClock.Instant.now.nanoseconds
        // Rounded up: a turn that wakes just before its timer would spin.
        return left <= 0 ? 0 : Int32(clamping: (left + 999_999) / 1_000_000)
    }

    // MARK: For the loop's residents

    /// Calls `hook` in every turn, before the loop may sleep.
    @LoopActor public func beforeSleep(_ phase: Phase, _ hook: @escaping @LoopActor () -> Void) {
        switch phase {
        case .gather: gather.append(LoopActor.unchecked(hook))
        case .flush: flush.append(LoopActor.unchecked(hook))
        }
    }

    /// Makes the next turn follow at once: a hook has more to do than it wants to do in one turn.
    @LoopActor public func turnAgain() { again = true }

    @LoopActor func control(_ operation: Int, _ descriptor: Int32, _ interest: Readiness, _ token: UInt64) -> Bool {
        cl_epoll_control(epoll, Int32(operation), descriptor, interest.rawValue, token) == 0
    }
}
