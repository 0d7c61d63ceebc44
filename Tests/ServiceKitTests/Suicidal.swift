#if canImport(Testing)
    import Glibc
    import Reactor
    import ServiceKit

    /// Sends its own process SIGTERM as soon as it runs.
    @LoopActor final class Suicidal: Service {
        nonisolated let name = "suicidal"

        func run() async throws {
            // The thread's own: the test runner's other threads do not block it.
            pthread_kill(pthread_self(), SIGTERM)
            await Latch().wait()
        }
    }
#endif
