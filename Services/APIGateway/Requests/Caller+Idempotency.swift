import FoundationEssentials
import HTTP
import JSON
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension Caller {
    /// The answer, kept under the request's key in the transaction of the change that it tells of.
    ///
    /// - Throws: when another request with the key was faster; nothing may commit then.
    @LoopActor func keep(
        _ response: HTTPResponse, at now: Date, in transaction: PostgresTransaction
    ) async throws -> HTTPResponse {
        guard let record = record(of: response, at: now) else { return response }
        guard try await IdempotencyStore.keep(record, in: transaction) else { throw TodoError.idempotencyKeyInProgress }
        return response
    }

    /// The answer to a request that found everything as it was to be: kept too, or the same request would change
    /// something when it comes again after somebody else's.
    @LoopActor func keep(_ unchanged: HTTPResponse, at now: Date, in postgres: PostgresClient) async throws
        -> HTTPResponse
    {
        guard let record = record(of: unchanged, at: now) else { return unchanged }
        guard try await IdempotencyStore(postgres).keep(record) else { throw TodoError.idempotencyKeyInProgress }
        return unchanged
    }

    /// The row that keeps an answer under the request's key; nil for a request without one.
    func record(of response: HTTPResponse, at now: Date) -> IdempotencyRecord? {
        guard let key else { return nil }
        let body: [UInt8]? =
            switch response.body {
            case .json(let json): json.bytes
            case .bytes(let bytes): bytes
            case .none, .stream: nil
            }
        let answer = StoredAnswer(
            status: response.status.code, headers: response.headers.map { StoredAnswer.Header($0.name, $0.value) },
            body: body)
        return IdempotencyRecord(key: IdempotencyKey(key), answer: answer, now: now)
    }
}

extension IdempotencyKey {
    init(_ key: RequestKey) {
        self.init(
            userID: UserID(rawValue: key.userID), method: key.method, path: key.path, key: key.key,
            bodyHash: key.bodyHash)
    }
}

/// The answers kept in PostgreSQL, for the middleware that gives them again.
struct KeptAnswers: AnswerStore {
    let store: IdempotencyStore

    func find(_ key: RequestKey) async throws -> KeptAnswer {
        switch try await store.find(IdempotencyKey(key)) {
        case .nothing: return .nothing
        case .otherBody: return .otherBody
        case .answer(let answer):
            var headers = HTTPHeaders()
            for header in answer.headers { headers.add(header.name, header.value) }
            let body = answer.body.map { HTTPResponse.Body.json(JSONBytes(copying: $0)) } ?? .none
            return .answer(HTTPResponse(HTTPStatus(answer.status), headers: headers, body: body))
        }
    }
}
