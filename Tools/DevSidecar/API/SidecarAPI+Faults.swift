internal import HTTP
internal import Reactor

/// Faults of calls: what stands between a request and its answer when some are on.
extension SidecarAPI {
    /// The answer to `request`, spoilt as the plan says.
    func respondFaultily(
        to request: HTTPRequest, _ path: APIPath, _ answer: () async -> HTTPResponse
    ) async -> HTTPResponse {
        let place = place(path)
        if case .latency(let delay)? = host.faults.draw(.latency, at: place)?.fault { await host.pauses.pause(delay) }
        if case .error(let status)? = host.faults.draw(.error, at: place)?.fault {
            return DaprProblem(HTTPStatus(status), "ERR_FAULT", "a fault was asked for").response
        }
        if let rule = host.faults.draw(.hang, at: place) {
            await host.faults.cleared(rule.id)
            return .cutOff
        }
        let response = await answer()
        return host.faults.draw(.loseReply, at: place) == nil ? response : .cutOff
    }

    private func place(_ path: APIPath) -> FaultPlace {
        var place = FaultPlace(app: appID, replica: sidecar.options.replica, call: .invoke)
        guard path.count >= 2, path.raw[0].hasPrefix("v1.0"), let call = FaultPlace.Call(rawValue: String(path.raw[1]))
        else { return place }
        place.call = call
        let isBulk = call == .publish && path.count > 2 && path.raw[2] == "bulk"
        let first = isBulk ? 3 : 2
        if path.count > first { place.component = path.part(first) }
        if call == .publish, path.count > first + 1 { place.topic = path.rest(from: first + 1) }
        return place
    }
}

extension HTTPResponse {
    /// A reply that breaks off: the client learns nothing.
    @LoopActor fileprivate static var cutOff: HTTPResponse {
        // More waits than may wait: it breaks off.
        let stream = ResponseStream(limit: 0)
        stream.send([0])
        return .stream(stream, type: "application/json")
    }
}
