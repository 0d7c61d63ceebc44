import FoundationEssentials
import HTTP
import Reactor
import ServiceKit

/// Behind `/api/{user_id}/…`, whose `{user_id}` has to be the caller's own: somebody else's is 404, as are their things.
///
/// The token says who asks, never the path.
struct OwnPath: Middleware {
    func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        let owner = try context.parameters.require("user_id", as: UUID.self)
        guard owner == context.identity?.userID else { throw Problem.notFound }
        return try await next(request, context)
    }
}
