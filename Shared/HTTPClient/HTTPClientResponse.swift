/// A whole answer. Any status is an answer: 404 and 500 are returned, not thrown, and redirects are not followed.
public struct HTTPClientResponse: Sendable {
    public let status: Int
    public let headers: HTTPClientHeaders
    public let body: [UInt8]

    public init(status: Int, headers: HTTPClientHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
