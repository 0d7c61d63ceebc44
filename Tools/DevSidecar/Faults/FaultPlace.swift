/// Where something is about to happen.
struct FaultPlace: Sendable {
    /// What kind of thing it is.
    enum Call: String, CaseIterable, Sendable {
        case publish, state, bindings, secrets, conversation, invoke, metadata, deliver
    }

    var app: String
    var replica = 0
    var call: Call?
    var component: String?
    var topic: String?
}

/// Whom a fault is for: what is nil is everybody or everything.
struct FaultScope: Sendable, Equatable {
    var app: String?
    var replica: Int?
    var call: FaultPlace.Call?
    var component: String?
    var topic: String?

    func covers(_ place: FaultPlace) -> Bool {
        // A fault of "every call" is about the API: the application is called only where that is said.
        let isOfCall = call.map { $0 == place.call } ?? (place.call != .deliver)
        return isOfCall && (app ?? place.app) == place.app && (replica ?? place.replica) == place.replica
            && (component == nil || component == place.component) && (topic == nil || topic == place.topic)
    }
}
