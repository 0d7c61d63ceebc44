import APIGatewayFiles
import Cryptography
import HTTP
import Reactor
import ServiceKit

/// `/openapi.json` and `/openapi.yaml`: what this API is, for programs. The same until the next release.
@LoopActor struct OpenAPIRoutes {
    /// The text of `docs/openapi.json`, which is made of `docs/openapi.yaml`.
    static let json = bytes(api_gateway_openapi_json)
    /// The text of `docs/openapi.yaml`.
    static let yaml = bytes(api_gateway_openapi_yaml)

    func add(to group: RouteGroup<AppContext>) {
        // The media types that OpenAPI 3.1 and RFC 9512 name for them.
        Self.add("/openapi.json", Self.json, "application/json", to: group)
        Self.add("/openapi.yaml", Self.yaml, "application/yaml", to: group)
    }

    private static func add(_ path: String, _ bytes: [UInt8], _ type: String, to group: RouteGroup<AppContext>) {
        let tag = "\"\(Base64URL.encode(SHA256.digest(bytes)).prefix(16))\""
        group.get(path) { _, _ in
            var response = HTTPResponse.bytes(.ok, bytes, type: type)
            response.headers.add("ETag", tag)
            response.headers.add("Cache-Control", "public, max-age=300")
            return response
        }
    }

    private nonisolated static func bytes(_ file: api_gateway_file) -> [UInt8] {
        Array(UnsafeBufferPointer(start: file.bytes, count: Int(file.length)))
    }
}
