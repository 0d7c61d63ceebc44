internal import HTTP
internal import Reactor

/// Makes 503 of every 404 and 405, for the sidecar's listener: Dapr drops an event that is answered 404, be the path
/// unknown to an older replica or the 404 an oversight of ours; after a 503 it comes again.
struct NeverNotFound: Interceptor {
    func after(_ response: inout HTTPResponse, to request: HTTPRequest, _ context: AppContext) {
        guard response.status == .notFound || response.status == .methodNotAllowed else { return }
        response = Problem(.serviceUnavailable, "no-such-route", "Nothing is served here.")
            .localized(for: request.headers).response(requestID: context.requestID)
    }
}
