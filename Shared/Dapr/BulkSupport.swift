/// How a sidecar takes many events at once; older ones know less.
enum BulkSupport {
    /// `/v1.0/publish/bulk`, since 1.17.
    case stable
    /// `/v1.0-alpha1/publish/bulk`.
    case alpha
    /// Neither: one call an event.
    case none

    /// The next that an older sidecar may know.
    var older: BulkSupport {
        switch self {
        case .stable: .alpha
        case .alpha, .none: .none
        }
    }

    /// Whether the answer means that the path does not exist: one sidecar looks for a component named `bulk`, another
    /// takes the unknown path for the invocation of an app.
    func isMissing(_ error: DaprError) -> Bool {
        switch self {
        case .stable:
            error.code == "ERR_PUBSUB_NOT_FOUND" && error.message.contains(" bulk ")
                || error.code == "ERR_PUBSUB_NOT_FOUND" && error.message.contains("'bulk'")
                || error.code == "ERR_DIRECT_INVOKE"
        case .alpha: error.code == "ERR_DIRECT_INVOKE"
        case .none: false
        }
    }
}
