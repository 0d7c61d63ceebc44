public import Configuration
internal import Glibc
internal import Reactor

/// Places at which a test build can be made to crash, hang or fail, so that crashes need no luck.
///
/// Built with `-Xswiftc -DFAILPOINTS` it reads the key `failpoint=name:action:count`: at passage number `count` of the
/// place `name` the action happens, once. `exit9` ends the process as SIGKILL would, `hang` never returns, `error` throws.
/// Every other build does not know the key, and passing a place does nothing.
public struct Failpoints: Sendable {
    /// What `error` throws.
    public struct Failure: Error, Sendable {
        public let name: String
    }

    #if FAILPOINTS
        private let failpoint: Failpoint?

        /// No failpoint.
        public init() { failpoint = nil }

        public init(_ config: ConfigReader) {
            let text: String? = config.optional(
                "failpoint", check: { Failpoint($0) == nil ? "must be name:exit9|hang|error:count" : nil },
                "where a test build crashes: name:action:count")
            failpoint = text.flatMap { Failpoint($0) }
        }

        /// Does what is configured for this place; mostly nothing.
        @LoopActor public func reach(_ name: StaticString) async throws {
            guard let failpoint, failpoint.name == "\(name)", failpoint.isDue() else { return }
            switch failpoint.action {
            case .exit9: kill(getpid(), SIGKILL)
            case .hang: await Latch().wait()
            case .error: throw Failure(name: failpoint.name)
            }
        }
    #else
        public init() {}
        public init(_ config: ConfigReader) {}

        @inline(__always) @LoopActor public func reach(_ name: StaticString) async throws {}
    #endif
}

#if FAILPOINTS
    /// One configured place with its passages so far.
    final class Failpoint: @unchecked Sendable {
        enum Action: String {
            case exit9, hang, error
        }

        let name: String
        let action: Action
        private var left: Int  // touched on the loop only

        init?(_ text: String) {
            let parts = text.split(separator: ":")
            guard parts.count == 3, let action = Action(rawValue: String(parts[1])), let count = Int(parts[2]),
                count > 0
            else { return nil }
            name = String(parts[0])
            self.action = action
            left = count
        }

        /// True at the passage that was asked for.
        @LoopActor func isDue() -> Bool {
            left -= 1
            return left == 0
        }
    }
#endif
