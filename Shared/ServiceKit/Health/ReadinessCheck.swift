internal import Reactor

/// One thing a process needs, and how to ask whether it is there.
public struct ReadinessCheck: Sendable {
    /// "postgres", "sidecar".
    public let name: String
    /// Whether the process is not ready without it; else it is only reported.
    public let isGating: Bool
    let check: @LoopActor @Sendable () async -> CheckResult

    /// - Parameter check: answers from what is known already; it is asked by every probe.
    public init(_ name: String, gating: Bool, check: @escaping @LoopActor @Sendable () async -> CheckResult) {
        self.name = name
        isGating = gating
        self.check = check
    }
}

/// What a check found.
public enum CheckResult: Sendable, Equatable {
    case ok
    /// Why not, for whoever operates the service; no secret, for `/health` is public.
    case failing(String)
}
