internal import Reactor

/// What the parts of one sidecar share: who it is, which faults are on, the figures, and where work goes on behind it.
struct SidecarContext: Sendable {
    let appID: String
    let replica: Int
    let faults: FaultPlan
    let figures: Figures
    /// Work that outlives the call that began it.
    let tasks: TaskScope
    /// Waits that end with the host.
    let pauses: Pauses

    func place(_ call: FaultPlace.Call? = nil, component: String? = nil, topic: String? = nil) -> FaultPlace {
        FaultPlace(app: appID, replica: replica, call: call, component: component, topic: topic)
    }
}
