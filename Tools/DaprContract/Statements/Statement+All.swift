extension Statement {
    /// While nothing listens at the application's port.
    static let beforeTheApplication: [Statement] = beforeTheStart
    /// While the sidecar meets the application.
    static let opening: [Statement] = theStart
    /// The others, in the order of their checks: what stops deliveries comes last.
    static let running: [Statement] =
        general + publish + bulkPublish + delivery + answers + routing + state + bindings + replicas + invocation
        + secrets + conversation + metadata + health + theEnd

    static let all: [Statement] = beforeTheApplication + opening + running
}
