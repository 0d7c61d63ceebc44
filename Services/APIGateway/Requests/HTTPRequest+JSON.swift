import HTTP
import JSON
import ServiceKit

extension HTTPRequest {
    /// The body as JSON.
    ///
    /// - Throws: 415 for another media type, 400 for a body that is not there or no JSON.
    func json() throws -> JSONValue {
        guard let value = try jsonIfAny() else {
            throw Problem(.badRequest, "invalid-json", "A JSON body is needed.")
        }
        return value
    }

    /// The body as JSON; nil when there is none.
    func jsonIfAny() throws -> JSONValue? {
        guard !body.isEmpty else { return nil }
        let parts = (headers["Content-Type"] ?? "").lowercased().split(separator: ";").map {
            $0.filter { $0 != " " && $0 != "\"" }
        }
        let isJSON = parts.first == "application/json" || parts.first == "application/merge-patch+json"
        guard isJSON, parts.dropFirst().allSatisfy({ !$0.hasPrefix("charset=") || $0 == "charset=utf-8" }) else {
            throw Problem(
                .unsupportedMediaType, "unsupported-media-type", "Send the body as application/json, in UTF-8.")
        }
        return try JSONReader.parse(body, limits: Limits.json)
    }
}
