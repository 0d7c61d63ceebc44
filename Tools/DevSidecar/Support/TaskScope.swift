internal import Reactor

/// Runs tasks that begin at any time and end before it does: the one owner of everything that runs in the background.
@LoopActor final class TaskScope {
    typealias Work = @LoopActor @Sendable () async -> Void

    private let work: AsyncStream<Work>
    private let inbox: AsyncStream<Work>.Continuation

    init() { (work, inbox) = AsyncStream.makeStream() }

    /// Begins `work` soon; before ``run()`` it waits, after ``close()`` it is dropped.
    func spawn(_ work: @escaping Work) { inbox.yield(work) }

    /// Returns after ``close()``, once everything has ended.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await work in work { group.addTask { await work() } }
        }
    }

    func close() { inbox.finish() }
}
