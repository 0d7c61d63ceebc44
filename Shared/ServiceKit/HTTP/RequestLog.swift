public import HTTP
public import Observability
internal import Reactor

/// The outermost interceptor: one line and one count per request, and the request's id in the answer.
///
/// `http_requests_total` by method, route and status; `http_request_seconds` by method and route. A route is the
/// pattern, never the path: a path holds ids.
public struct RequestLog: Interceptor {
    private let logger: Logger
    private let series: RequestSeries
    private let quietRoutes: Set<String>

    /// - Parameter quietRoutes: logged at trace, because somebody asks them every second.
    public init(
        _ logger: Logger, _ metrics: Metrics, quietRoutes: Set<String> = ["/health", "/healthz"]
    ) {
        self.logger = logger
        self.quietRoutes = quietRoutes
        series = RequestSeries(metrics)
    }

    public func before(_ request: HTTPRequest, _ context: AppContext) { context.baseLogger = logger }

    public func after(_ response: inout HTTPResponse, to request: HTTPRequest, _ context: AppContext) {
        response.headers.add("X-Request-Id", context.requestID)
        let took = context.startedAt.duration(to: .now)
        series.count(request.method, context.route, response.status, took)
        logger.log(
            context.route.map(quietRoutes.contains) == true ? .trace : .info, "Request",
            ordered: [
                "request_id": LogValue(context.requestID), "trace_id": LogValue(context.traceContext.traceID),
                "method": LogValue(request.method.rawValue), "route": LogValue(context.route ?? "none"),
                "status": LogValue(response.status.code), "seconds": LogValue(took),
                "bytes_in": LogValue(request.body.count), "remote": LogValue(request.remoteAddress),
            ])
    }
}

/// The handles of the requests' metrics, by what the loop has at hand.
@LoopActor private final class RequestSeries {
    private struct Key: Hashable {
        let method: HTTPMethod
        let route: String?
        let status: Int
    }

    private static let methods: Set<HTTPMethod> = [.get, .head, .post, .put, .patch, .delete, .options]

    private let requests: CounterFamily
    private let seconds: HistogramFamily
    private var handles: [Key: (Counter, Histogram)] = [:]

    init(_ metrics: Metrics) {
        requests = metrics.counter(
            "http_requests_total", "Requests answered.", labels: ["method", "route", "status"])
        seconds = metrics.histogram(
            "http_request_seconds", "From the whole request to its answer.", labels: ["method", "route"])
    }

    func count(_ method: HTTPMethod, _ route: String?, _ status: HTTPStatus, _ took: Duration) {
        let key = Key(method: method, route: route, status: status.code)
        let (counter, histogram) = handles[key] ?? handles(for: key)
        counter.increment()
        histogram.observe(took)
    }

    private func handles(for key: Key) -> (Counter, Histogram) {
        // A client may make up methods; those are not kept.
        let isKnown = Self.methods.contains(key.method)
        let (method, route) = (isKnown ? key.method.rawValue : "other", key.route ?? "none")
        let made = (requests(method, route, String(key.status)), seconds(method, route))
        if isKnown { handles[key] = made }
        return made
    }
}
