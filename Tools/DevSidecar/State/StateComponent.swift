internal import JSON
internal import Reactor

/// A `state.redis` component as one sidecar has it: prefixed keys, versions as ETags.
@LoopActor final class StateComponent {
    nonisolated let name: String
    private let prefix: String
    private let defaultTTL: Int64?
    private let database: LogDatabase
    nonisolated let timeout: Duration?
    nonisolated let address: String
    nonisolated let context: SidecarContext

    init(_ component: ComponentResource, timeout: Duration?, context: SidecarContext, database: LogDatabase) {
        name = component.name
        address = component["redisHost"] ?? ""
        (self.timeout, self.context) = (timeout, context)
        prefix =
            switch component["keyPrefix"] ?? "appid" {
            case "none": ""
            case "name": "\(component.name)||"
            // Without a namespace it is the same.
            case "appid", "namespace", "": "\(context.appID)||"
            case let other: "\(other)||"
            }
        defaultTTL = component["ttlInSeconds"].flatMap { Int64($0) }
        self.database = database
    }

    /// What the store said no to.
    enum Refusal: Error, Sendable {
        /// `||` in a key.
        case illegalKey(String)
        case invalidETag(String)
        /// The version is another one.
        case mismatch(String)
        case failed(String)
        /// A resiliency timeout cut the call.
        case cut
    }

    struct SetRequest: Sendable {
        let key: String
        let value: JSONValue
        var etag: String?
        var firstWrite = false
        var lastWrite = false
        var metadata: [String: String] = [:]
    }

    func stored(_ key: String) throws(Refusal) -> String {
        guard !key.contains("||") else { throw .illegalKey(key) }
        return prefix + key
    }

    func get(_ key: String) async throws(Refusal) -> LogDatabase.StateValue? {
        _ = try stored(key)
        try await reach(\.get)
        return try await find(key)
    }

    /// As ``get(_:)``, of a store that was reached already.
    func find(_ key: String) async throws(Refusal) -> LogDatabase.StateValue? {
        let key = try stored(key)
        do { return try await database.state(key, now: WallClock.milliseconds) } catch { throw .failed("\(error)") }
    }

    func set(_ request: SetRequest) async throws(Refusal) {
        let operation = try operation(request)
        let prefix = "failed to set key \(try stored(request.key)): "
        guard try await apply([operation], prefix: prefix)[0] else {
            let script = Self.setScript(try stored(request.key))
            let isETag = !request.lastWrite && request.etag?.isEmpty == false
            throw isETag ? .mismatch(script) : .failed(prefix + script)
        }
    }

    func delete(_ key: String, etag: String?) async throws(Refusal) {
        // One that is no number is a version like any other here, and no key has it.
        let isNumber = etag.map { $0.isEmpty || Int64($0) != nil } ?? true
        let operation = try deletion(key, etag: isNumber ? etag : "-1")
        guard try await apply([operation])[0] else { throw .mismatch(Self.deleteScript(try stored(key))) }
    }

    /// MULTI and EXEC of scripts: one that fails does not undo the others.
    func transact(_ operations: [LogDatabase.StateOperation]) async throws(Refusal) {
        let held = try await apply(operations)
        for (operation, held) in zip(operations, held) where !held {
            switch operation {
            case .set(let key, _, _, _, _): throw .failed(Self.setScript(key))
            case .delete(let key, _): throw .failed(Self.deleteScript(key))
            }
        }
    }

    /// `inTransaction`: first-write is not looked at there.
    func operation(
        _ request: SetRequest, inTransaction: Bool = false
    ) throws(Refusal) -> LogDatabase.StateOperation {
        let key = try stored(request.key)
        let expected = request.lastWrite ? 0 : try version(request.etag)
        let data = GoJSON.encode(request.value, numbers: .sixDecimals, escapesHTML: false)
        return .set(
            key: key, data: data, expected: expected ?? 0, firstWrite: request.firstWrite && !inTransaction,
            ttlSeconds: try ttl(request.metadata))
    }

    func deletion(_ key: String, etag: String?) throws(Refusal) -> LogDatabase.StateOperation {
        .delete(key: try stored(key), expected: try version(etag))
    }

    private func version(_ etag: String?) throws(Refusal) -> Int64? {
        guard let etag, !etag.isEmpty else { return nil }
        guard let version = Int64(etag) else {
            let quoted = etag.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            throw .invalidETag("strconv.Atoi: parsing \"\(quoted)\": invalid syntax")
        }
        return version
    }

    private func ttl(_ metadata: [String: String]) throws(Refusal) -> Int64? {
        guard let text = metadata["ttlInSeconds"], !text.isEmpty else { return defaultTTL }
        guard let seconds = Int64(text) else {
            throw .failed("failed to parse ttl from metadata: strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        return seconds
    }

    private func apply(
        _ operations: [LogDatabase.StateOperation], prefix: String = ""
    ) async throws(Refusal) -> [Bool] {
        try await reach(\.write, prefix: prefix) { [database] in
            _ = try? await database.apply(operations, now: WallClock.milliseconds)
        }
        do {
            return try await database.apply(operations, now: WallClock.milliseconds)
        } catch { throw .failed("\(error)") }
    }

    // The texts of the scripts that the component runs in redis.
    private static func setScript(_ key: String) -> String {
        "ERR user_script:14: failed to set key \(key) script: d908b9553add63a82e03589b5c6d01a7654ef0f2, on @user_script:14."
    }

    private static func deleteScript(_ key: String) -> String {
        "ERR user_script:6: failed to delete \(key) script: 2446db0de2c963f100727b388f03ead01d18c265, on @user_script:6."
    }
}
