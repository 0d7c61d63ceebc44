internal import CLinux

/// What a descriptor is ready for, or is watched for; the bits are epoll's.
public struct Readiness: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let read = Readiness(rawValue: UInt32(CL_EPOLLIN))
    public static let write = Readiness(rawValue: UInt32(CL_EPOLLOUT))
    /// The peer closed its side.
    public static let peerClosed = Readiness(rawValue: UInt32(CL_EPOLLRDHUP))
    /// Reported whether or not it was asked for.
    public static let error = Readiness(rawValue: UInt32(CL_EPOLLERR))
    /// Reported whether or not it was asked for.
    public static let hangUp = Readiness(rawValue: UInt32(CL_EPOLLHUP))
}

/// One watched descriptor: interest, callback, cancel. It does not own the descriptor.
///
/// A callback may cancel any source, its own too: a cancelled one is not called again, not even in the same turn.
@LoopActor public final class FileDescriptorSource {
    public nonisolated let descriptor: Int32
    nonisolated let name: StaticString
    let callback: @LoopActor (Readiness) -> Void
    private var token: UInt64?

    /// Watches `descriptor`; `name` is what a stall report calls it.
    public init(
        _ descriptor: Int32, _ name: StaticString, for interest: Readiness,
        callback: @escaping @LoopActor (Readiness) -> Void
    ) {
        self.descriptor = descriptor
        self.name = name
        self.interest = interest
        self.callback = callback
        let token = EventLoop.main.slots.insert(self)
        self.token = token
        // Fails for a plain file or a closed descriptor: a mistake in the program.
        precondition(
            EventLoop.main.control(CL_EPOLL_ADD, descriptor, interest, token), "cannot watch \(descriptor)")
    }

    /// What is waited for; error and hang-up always are.
    public var interest: Readiness {
        didSet {
            guard interest != oldValue, let token else { return }
            _ = EventLoop.main.control(CL_EPOLL_MOD, descriptor, interest, token)
        }
    }

    /// Ends the watching; call it before the descriptor is closed. A second call does nothing.
    public func cancel() {
        guard let token else { return }
        self.token = nil
        _ = EventLoop.main.control(CL_EPOLL_DEL, descriptor, [], token)
        EventLoop.main.slots.remove(token)
    }
}
