internal import Glibc

/// Jobs that other threads hand to a loop.
///
/// A `pthread_mutex_t` and not `Synchronization.Mutex`: the thread sanitizer does not see the latter and reports falsely.
final class LoopInbox: @unchecked Sendable {
    enum Receiver {
        case awake, asleep, notStarted
    }

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var receiver = Receiver.notStarted

    init() { pthread_mutex_init(lock, nil) }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Appends and tells in which state the loop was; the caller wakes or starts it, and nobody else does.
    func append(_ job: UnownedJob) -> Receiver {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        jobs.append(job)
        defer { receiver = .awake }
        return receiver
    }

    /// False when somebody started the loop already.
    func start() -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        guard receiver == .notStarted else { return false }
        receiver = .awake
        return true
    }

    /// Moves all jobs; with none, and none of its own, the loop is marked asleep and true comes back.
    func take(into local: inout [UnownedJob], sleepIfEmpty: Bool) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        guard jobs.isEmpty else {
            local.append(contentsOf: jobs)
            jobs.removeAll(keepingCapacity: true)
            receiver = .awake
            return false
        }
        receiver = sleepIfEmpty ? .asleep : .awake
        return sleepIfEmpty
    }
}
