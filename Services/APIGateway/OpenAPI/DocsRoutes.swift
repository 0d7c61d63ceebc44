import APIGatewayFiles
import HTTP
import Reactor
import ServiceKit

/// `/docs`: the API's description for readers, who can try it out there. It loads nothing from elsewhere.
@LoopActor struct DocsRoutes {
    /// What the page loads, and the licence of what is not ours.
    static let files = [
        "docs.js": StaticFile(api_gateway_docs_script, "text/javascript; charset=utf-8"),
        "docs.css": StaticFile(api_gateway_docs_style, "text/css; charset=utf-8"),
        "icon.svg": StaticFile(api_gateway_docs_icon, "image/svg+xml"),
        "swagger-ui-bundle.js": StaticFile(
            api_gateway_swagger_ui_script, "text/javascript; charset=utf-8", isCompressed: true),
        "swagger-ui.css": StaticFile(api_gateway_swagger_ui_style, "text/css; charset=utf-8", isCompressed: true),
        // So named in the first line of the script.
        "swagger-ui-bundle.js.LICENSE.txt": StaticFile(api_gateway_swagger_ui_license, "text/plain; charset=utf-8"),
        "NOTICE.txt": StaticFile(api_gateway_swagger_ui_notice, "text/plain; charset=utf-8"),
    ]
    /// `index.html`, with the digest of each file in its address.
    static let page = StaticFile(addressed(StaticFile(api_gateway_docs_page, "").bytes), "text/html; charset=utf-8")

    /// Only our own files, and requests to ourselves. Swagger UI's style sheet has its images inside: `data:`.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    func add(to group: RouteGroup<AppContext>) {
        group.get("/docs") { request, _ in
            var response = try Self.page.answer(request, .asking)
            response.headers.add("Content-Security-Policy", Self.policy)
            response.headers.add("Referrer-Policy", "no-referrer")
            return response
        }
        group.get("/docs/{file}") { request, context in
            let file = try context.parameters.require("file") { Self.files[$0] }
            // Another digest is a page of another release, while one replaces the other: it gets what is here, for now.
            return try file.answer(request, request.query["v"] == file.digest ? .forever : .asking)
        }
    }

    private static func addressed(_ page: [UInt8]) -> [UInt8] {
        var text = String(decoding: page, as: UTF8.self)
        for (name, file) in files {
            text = text.replacing("\"/docs/\(name)\"", with: "\"/docs/\(name)?v=\(file.digest)\"")
        }
        return Array(text.utf8)
    }
}
