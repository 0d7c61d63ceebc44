internal import CLinux
internal import Glibc

/// The signals that end a service, as values on the loop.
public enum Signals {
    private static let ending: [Int32] = [SIGTERM, SIGINT]

    /// Call it first in `main()`, before any thread exists: threads inherit the mask, and a signal that one of them
    /// does not block would end the process on the spot.
    public static func block() {
        signal(SIGPIPE, SIG_IGN)
        cl_block_signals(ending, Int32(ending.count))
    }

    /// SIGTERM and SIGINT as they come, by number. Listen once per process.
    @LoopActor public static func ended() -> AsyncStream<Int32> {
        let descriptor = cl_signalfd(ending, Int32(ending.count))
        return AsyncStream { continuation in
            let source = FileDescriptorSource(descriptor, "signals", for: .read) { _ in
                while case let number = cl_read_signal(descriptor), number > 0 { continuation.yield(number) }
            }
            continuation.onTermination = { _ in
                Task { @LoopActor in
                    source.cancel()
                    close(descriptor)
                }
            }
        }
    }
}
