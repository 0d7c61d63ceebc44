import APIGatewayFiles
import HTTP
import Reactor
import ServiceKit

/// `/openapi.json` and `/openapi.yaml`: what this API is, for programs. The same until the next release.
@LoopActor struct OpenAPIRoutes {
    /// `docs/openapi.json`, which is made of `docs/openapi.yaml`. The media types are those of OpenAPI 3.1 and RFC 9512.
    static let json = StaticFile(api_gateway_openapi_json, "application/json")
    /// `docs/openapi.yaml`.
    static let yaml = StaticFile(api_gateway_openapi_yaml, "application/yaml")

    func add(to group: RouteGroup<AppContext>) {
        group.get("/openapi.json") { request, _ in try Self.json.answer(request, .fiveMinutes) }
        group.get("/openapi.yaml") { request, _ in try Self.yaml.answer(request, .fiveMinutes) }
    }
}
