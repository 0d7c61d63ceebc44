internal import HTTPClient
internal import JSON

/// What became of each entry of a bulk publish.
///
/// A failed entry is unknown, not absent: the broker may have it, or get it later. Any subset can fail, also an earlier
/// event of a key whose later one was stored.
public struct BulkResult: Sendable, Equatable {
    /// The entries that the broker did not take as far as is known, by id.
    public let failures: [String: DaprError]

    public init(failures: [String: DaprError] = [:]) { self.failures = failures }

    /// nil when the entry was published.
    public func failure(of id: String) -> DaprError? { failures[id] }

    public var isSuccess: Bool { failures.isEmpty }
}

extension BulkResult {
    /// The result in a failed answer; nil when it lists no entries, and so nothing is known about any.
    init?(_ response: HTTPClientResponse) {
        guard let body = try? JSONReader.parse(response.body), let list = body["failedEntries"]?.array, !list.isEmpty
        else { return nil }
        var failures: [String: DaprError] = [:]
        for entry in list {
            guard let id = entry["entryId"]?.string else { return nil }
            failures[id] = DaprError(
                status: response.status, code: body["errorCode"]?.string, message: entry["error"]?.string ?? "")
        }
        self.init(failures: failures)
    }
}
