import FoundationEssentials
import HTTPClient
import JSON
import Reactor
import Testing

@testable import DevSidecar

/// The secrets API over a file and the environment, against the answers of daprd 1.18.3.
@LoopActor @Suite struct SecretTests {
    private static let content =
        #"{"plain":"p","redis":{"pw":"x","deep":{"a":"1"}},"list":["l0"],"num":1,"yes":true,"hidden":"h"}"#
    private static let configuration = """
        kind: Configuration
        metadata: {name: c}
        spec:
          tracing: {samplingRate: "0"}
          secrets: {scopes: [{storeName: file, defaultAccess: allow, deniedSecrets: [hidden]}]}
        """
    private static let environment = """
        kind: Component
        metadata: {name: env}
        spec: {type: secretstores.local.env, metadata: [{name: prefix, value: MY_}]}
        """

    private func withStores(_ body: @LoopActor (StandIn, Sidecar) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/secrets-\(UUID().uuidString)"
        try Data(Self.content.utf8).write(to: URL(filePath: path + ".json"))
        try Data(Self.configuration.utf8).write(to: URL(filePath: path + ".yaml"))
        defer { for end in [".json", ".yaml"] { try? FileManager.default.removeItem(atPath: path + end) } }
        func store(_ name: String, _ more: String) -> String {
            """
            kind: Component
            metadata: {name: \(name)}
            spec:
              type: secretstores.local.file
              metadata:
                - {name: secretsFile, value: "\(path).json"}
                - {\(more)}
            """
        }
        let stores = [
            store("file", "name: nestedSeparator, value: ':'"), store("multi", "name: multiValued, value: 'true'"),
            Self.environment,
        ]
        let variables = ["MY_A": "1", "OTHER": "2", "DAPR_API_TOKEN": ""]
        try await withStandIn(stores, change: { $0.environment = variables }) { standIn in
            try await body(standIn, try standIn.add("app1") { $0.configPath = path + ".yaml" })
        }
    }

    @Test(arguments: [
        ("file/plain", 200, #"{"plain":"p"}"#), ("file/redis:pw", 200, #"{"redis:pw":"x"}"#),
        ("file/redis%3Apw", 200, #"{"redis:pw":"x"}"#), ("file/redis:deep:a", 200, #"{"redis:deep:a":"1"}"#),
        ("file/list:0", 200, #"{"list:0":"l0"}"#), ("file/num", 200, #"{"num":"%!s(float64=1)"}"#),
        ("file/yes", 200, #"{"yes":"%!s(bool=true)"}"#), ("multi/redis", 200, #"{"deep:a":"1","pw":"x"}"#),
        ("multi/plain", 200, #"{"plain":"p"}"#), ("env/A", 200, #"{"A":"1"}"#), ("env/NONE", 200, #"{"NONE":""}"#),
        ("env/bulk", 200, #"{"A":{"A":"1"}}"#),
        ("multi/bulk", 200, #"{"hidden":{"hidden":"h"},"plain":{"plain":"p"},"redis":{"deep:a":"1","pw":"x"}}"#),
        (
            "file/redis", 500,
            #"{"errorCode":"ERR_SECRET_GET","message":"failed getting secret with key redis from secret store file: secret redis not found"}"#
        ),
        (
            "multi/list", 500,
            #"{"errorCode":"ERR_SECRET_GET","message":"failed getting secret with key list from secret store multi: secret list not found"}"#
        ),
        (
            "file/hidden", 403,
            #"{"errorCode":"ERR_PERMISSION_DENIED","message":"access denied by policy to get \"hidden\" from \"file\""}"#
        ),
        (
            "nope/x", 401,
            #"{"errorCode":"ERR_SECRET_STORE_NOT_FOUND","message":"failed finding secret store with key nope"}"#
        ),
        (
            "file/file/x", 404,
            #"{"errorCode":"ERR_DIRECT_INVOKE","message":"failed getting app id either from the URL path or the header dapr-app-id"}"#
        ),
    ])
    func theAnswersAreTheRealOnes(_ path: String, _ status: Int, _ body: String) async throws {
        try await withStores { standIn, sidecar in
            let response = try await standIn.call(sidecar, "GET", "/v1.0/secrets/\(path)")
            #expect("\(response.status) \(response.text)" == "\(status) \(body)\(status == 200 ? "\n" : "")")
            #expect(response.headers["Content-Type"] == "application/json")
        }
    }

    @Test func inBulkWhatIsDeniedIsLeftOut() async throws {
        try await withStores { standIn, sidecar in
            let all = try await standIn.call(sidecar, "GET", "/v1.0/secrets/file/bulk").json
            #expect(
                all.object?.names == ["list:0", "num", "plain", "redis:deep:a", "redis:pw", "yes"])
        }
    }

    @Test func withoutAStoreThereIsNone() async throws {
        try await withStandIn { standIn in
            let response = try await standIn.call(try standIn.add("app1"), "GET", "/v1.0/secrets/x/y")
            #expect(
                response.text
                    == #"{"errorCode":"ERR_SECRET_STORES_NOT_CONFIGURED","message":"secret store is not configured"}"#)
            #expect(response.status == 500)
        }
    }

    @Test func aComponentTakesItsSecretsFromTheStoreItNames() async throws {
        // The file that needs the store is read before the one that is it.
        let component = """
            kind: Component
            metadata: {name: statestore}
            spec:
              type: state.redis
              metadata: [{name: keyPrefix, secretKeyRef: {name: PREFIX, key: PREFIX}}]
            auth: {secretStore: env}
            """
        let variables = ["MY_PREFIX": "shared", "PREFIX": "wrong"]
        try await withStandIn([component, Self.environment], change: { $0.environment = variables }) { standIn in
            let sidecar = try standIn.add("app1")
            #expect(sidecar.runtime.components.first { $0.name == "statestore" }?["keyPrefix"] == "shared")
        }
    }
}
