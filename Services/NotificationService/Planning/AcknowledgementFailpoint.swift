import HTTP
import Reactor
import ServiceKit

/// The place between a committed batch of events and its answer, for tests that crash there: the sidecar delivers again,
/// and the inbox must let nothing take effect twice. Does nothing in any other build.
struct AcknowledgementFailpoint: Middleware {
    let failpoints: Failpoints

    func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        let response = try await next(request, context)
        if request.path.hasPrefix("/api/events/") {
            try await failpoints.reach("notif.after_inbox_commit_before_200")
        }
        return response
    }
}
