import FoundationEssentials
import HTTP
import JSON
import Reactor
import TestSupport
import Testing

@testable import APIGateway

@LoopActor @Suite(.todoDatabase) struct OpenAPITests {
    /// One operation of the document.
    private struct Operation: Hashable, Comparable, CustomStringConvertible {
        let method: String
        let path: String
        var description: String { "\(method) \(path)" }
        static func < (left: Self, right: Self) -> Bool { left.description < right.description }
    }

    /// The operations of the document, and whether each needs a token.
    private func operations() throws -> [Operation: Bool] {
        let document = try JSONReader.parse(OpenAPIRoutes.json.bytes)
        var operations: [Operation: Bool] = [:]
        for path in try #require(document["paths"]?.object) {
            for member in try #require(path.value.object) where member.name != "parameters" {
                let operation = Operation(method: member.name.uppercased(), path: path.name)
                operations[operation] = member.value["security"]?.array?.isEmpty != true
            }
        }
        return operations
    }

    @Test func everyRouteIsDescribedAndEverythingDescribedIsARoute() async throws {
        try await GatewayFixture.with { gateway in
            let routed = Set(gateway.router.routes.map { Operation(method: $0.method.rawValue, path: $0.pattern) })
            let described = Set(try operations().keys)
            #expect(routed.subtracting(described).sorted() == [], "describe these in docs/openapi.yaml, make openapi")
            #expect(described.subtracting(routed).sorted() == [], "docs/openapi.yaml describes what is not there")
        }
    }

    @Test func whatNeedsATokenIsClosedWithoutOne() async throws {
        try await GatewayFixture.with { gateway in
            for (operation, needsToken) in try operations() {
                let path = operation.path.replacing("{id}", with: UUID().uuidString.lowercased())
                    .replacing("{file}", with: "docs.js")
                let request = try HTTPRequest(HTTPMethod(rawValue: operation.method), path)
                let response = await gateway.router.respond(to: request)
                #expect((response.status.code == 401) == needsToken, "\(operation): \(response.status.code)")
                #expect(response.status.code != 404 && response.status.code != 405, "\(operation)")
            }
        }
    }

    @Test func theDocumentIsServed() async throws {
        try await GatewayFixture.with { gateway in
            let json = try await gateway.send(.get, "/openapi.json")
            #expect(json.status == 200 && json.text("openapi") == "3.1.0")
            #expect(json.headers["Content-Type"] == "application/json" && json.headers["ETag"] != nil)
            let yaml = await gateway.router.respond(to: try HTTPRequest(.get, "/openapi.yaml"))
            #expect(yaml.status == .ok && yaml.headers["Content-Type"] == "application/yaml")
            guard case .bytes(let bytes) = yaml.body else { throw Missing() }
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("openapi: 3.1.0\n"))
        }
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let document = try JSONReader.parse(OpenAPIRoutes.json.bytes)
        var count = 0
        func check(_ value: JSONValue) {
            switch value {
            case .array(let items): for item in items { check(item) }
            case .object(let object):
                if let reference = object["$ref"]?.string {
                    let names = reference.split(separator: "/").dropFirst()
                    let target = names.reduce(document as JSONValue?) { $0?[String($1)] }
                    #expect(target != nil, "\(reference)")
                    count += 1
                }
                for member in object { check(member.value) }
            default: break
            }
        }
        check(document)
        #expect(count > 100)
    }
}
