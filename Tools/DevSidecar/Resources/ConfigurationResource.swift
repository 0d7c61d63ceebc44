/// What the stand-in reads of a `kind: Configuration` resource.
struct ConfigurationResource: Sendable, Equatable {
    enum Tracing: Sendable, Equatable {
        /// No `tracing` section: replies and deliveries carry an all-zero `traceparent`.
        case unset
        /// Sampling rate 0: no such header.
        case off
        case on
    }

    var tracing = Tracing.unset

    init() {}

    init(_ node: YAMLNode) {
        guard let section = node["spec"]?["tracing"] else { return }
        let rate = section["samplingRate"]?.string.flatMap { Double($0) } ?? 0
        tracing = rate > 0 ? .on : .off
    }
}
