import HTTP
import JSON
import Reactor
import TestSupport
import Testing

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct DocsRoutesTests {
    /// The answer to GET, its body as text unless that is compressed.
    private func get(
        _ target: String, _ gateway: GatewayFixture, headers: HTTPHeaders = [:]
    ) async throws -> (response: HTTPResponse, text: String) {
        let response = await gateway.router.respond(to: try HTTPRequest(.get, target, headers: headers))
        guard case .bytes(let bytes) = response.body else { return (response, "") }
        return (response, String(decoding: bytes, as: UTF8.self))
    }

    /// What the page loads: the addresses in its attributes.
    private func addresses(_ page: String) -> [String] {
        page.matches(of: /(?:src|href)="([^"]*)"/).map { String($0.output.1) }
    }

    @Test func thePageLoadsOnlyWhatIsServedHere() async throws {
        try await GatewayFixture.with { gateway in
            let (response, page) = try await get("/docs", gateway)
            #expect(response.status == .ok && response.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(response.headers["X-Content-Type-Options"] == "nosniff")
            let found = addresses(page)
            #expect(found.contains { $0.hasPrefix("/docs/swagger-ui-bundle.js?v=") })
            for address in found {
                #expect(address.hasPrefix("/"), "\(address)")
                #expect(try await get(address, gateway).response.status == .ok, "\(address)")
            }
        }
    }

    @Test func thePolicyAllowsNoOtherOriginAndNothingInline() async throws {
        try await GatewayFixture.with { gateway in
            let (response, page) = try await get("/docs", gateway)
            let policy = try #require(response.headers["Content-Security-Policy"])
            #expect(policy.hasPrefix("default-src 'none'; "))
            #expect(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains("*"))
            // What the policy would refuse.
            #expect(page.matches(of: /<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=/).isEmpty)
        }
    }

    @Test func aFileIsKeptForeverOnlyWhereItsAddressNamesIt() async throws {
        try await GatewayFixture.with { gateway in
            let page = try await get("/docs", gateway)
            #expect(page.response.headers["Cache-Control"] == "no-cache")
            for address in addresses(page.text) where address.contains("?v=") {
                let kept = try await get(address, gateway).response.headers["Cache-Control"]
                #expect(kept == "public, max-age=31536000, immutable", "\(address)")
                let another = try await get(address + "x", gateway).response
                #expect(another.status == .ok && another.headers["Cache-Control"] == "no-cache", "\(address)")
            }
        }
    }

    @Test func whoeverHasAFileIsToldSo() async throws {
        try await GatewayFixture.with { gateway in
            let files = DocsRoutes.files.keys.map { "/docs/\($0)" }
            for path in ["/docs", "/openapi.json", "/openapi.yaml"] + files {
                let first = try await get(path, gateway).response
                let tag = try #require(first.headers["ETag"])
                let (again, text) = try await get(path, gateway, headers: ["If-None-Match": tag])
                #expect(again.status == .notModified && text.isEmpty && again.headers["ETag"] == tag, "\(path)")
                #expect(again.headers["Cache-Control"] == first.headers["Cache-Control"], "\(path)")
            }
        }
    }

    @Test func eachFileHasItsMediaType() async throws {
        try await GatewayFixture.with { gateway in
            for (file, type, isCompressed) in [
                ("docs.js", "text/javascript; charset=utf-8", false), ("docs.css", "text/css; charset=utf-8", false),
                ("icon.svg", "image/svg+xml", false), ("NOTICE.txt", "text/plain; charset=utf-8", false),
                ("swagger-ui-bundle.js", "text/javascript; charset=utf-8", true),
                ("swagger-ui.css", "text/css; charset=utf-8", true),
                ("swagger-ui-bundle.js.LICENSE.txt", "text/plain; charset=utf-8", false),
            ] {
                let response = await gateway.router.respond(to: try HTTPRequest(.head, "/docs/\(file)"))
                #expect(response.status == .ok && response.headers["Content-Type"] == type, "\(file)")
                #expect(response.headers["Content-Encoding"] == (isCompressed ? "gzip" : nil), "\(file)")
                guard case .bytes(let bytes) = response.body else { throw Missing() }
                #expect(bytes.starts(with: [0x1F, 0x8B]) == isCompressed, "\(file)")
            }
        }
    }

    @Test func thereAreTheFilesOfTheDescriptionAndNoOthers() async throws {
        let document = try JSONReader.parse(OpenAPIRoutes.json.bytes)
        let described = document["paths"]?["/docs/{file}"]?["get"]?["parameters"]?.array?[0]["schema"]?["enum"]?.array
        #expect(Set((described ?? []).compactMap(\.string)) == Set(DocsRoutes.files.keys))
        try await GatewayFixture.with { gateway in
            for path in ["/docs/", "/docs/index.html", "/docs/swagger-ui/LICENSE", "/docs/README.md"] {
                let response = try await get(path, gateway).response
                #expect(response.status == .notFound, "\(path)")
            }
        }
    }

    @Test func theLicenceOfWhatIsNotOursIsServed() async throws {
        try await GatewayFixture.with { gateway in
            let license = try await get("/docs/swagger-ui-bundle.js.LICENSE.txt", gateway).text
            #expect(license.contains("Apache License") && license.contains("Version 2.0"))
            #expect(try await get("/docs/NOTICE.txt", gateway).text.contains("SmartBear Software"))
        }
    }
}
