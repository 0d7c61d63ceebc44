public import HTTP
internal import JSON
internal import Reactor
internal import TodoCore

/// Answers a request that came before with the answer it got then.
///
/// It only reads: the key goes on to the command in ``AppContext/idempotencyKey``, whose write statement stores the
/// answer together with the change. Stands inside the authenticator, for a key belongs to a user.
public struct Idempotency: Middleware {
    private static let methods: Set<HTTPMethod> = [.post, .put, .patch, .delete]

    private let store: any AnswerStore
    private let digest: @Sendable ([UInt8]) -> [UInt8]

    /// - Parameter digest: SHA-256.
    public init(_ store: any AnswerStore, digest: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.store = store
        self.digest = digest
    }

    public func concerns(_ method: HTTPMethod) -> Bool { Self.methods.contains(method) }

    public func respond(
        to request: HTTPRequest, _ context: AppContext, next: @escaping Handler<AppContext>
    ) async throws -> HTTPResponse {
        guard let key = try key(of: request, context) else { return try await next(request, context) }
        if let answer = try await kept(key) { return answer }
        context.idempotencyKey = key
        do {
            return try await next(request, context)
        } catch TodoError.idempotencyKeyInProgress {
            // The first request with this key was faster, and may have its answer by now.
            if let answer = try await kept(key) { return answer }
            throw TodoError.idempotencyKeyInProgress
        }
    }

    @LoopActor private func key(of request: HTTPRequest, _ context: AppContext) throws -> RequestKey? {
        guard let text = request.headers["Idempotency-Key"], let identity = context.identity else { return nil }
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw TodoError.invalidParameter(
                name: "Idempotency-Key", detail: "must be 1 to 255 printable ASCII characters")
        }
        return RequestKey(
            userID: identity.userID, method: request.method.rawValue, path: request.path, key: text,
            bodyHash: digest(Self.canonical(request.body) + Self.query(of: request)))
    }

    private func kept(_ key: RequestKey) async throws -> HTTPResponse? {
        switch try await store.find(key) {
        case .nothing: return nil
        case .otherBody: throw TodoError.idempotencyKeyReused
        case .answer(var answer):
            answer.headers["Idempotent-Replayed"] = "true"
            return answer
        }
    }

    /// What stands behind the path is asked for, too: `?permanent=true` must not get the answer of a request without it.
    private static func query(of request: HTTPRequest) -> [UInt8] {
        request.query.items.flatMap { item in Array("?\(item.name)=\(item.value)".utf8) }
    }

    /// The body without spaces and with its members in order, so that a client which writes the same JSON in another
    /// way is understood; a body that is no JSON, as it came.
    static func canonical(_ body: [UInt8]) -> [UInt8] {
        guard !body.isEmpty, let value = try? JSONReader.parse(body) else { return body }
        var json = JSONWriter(capacity: body.count)
        write(value, to: &json)
        return json.bytes
    }

    private static func write(_ value: JSONValue, to json: inout JSONWriter) {
        switch value {
        case .array(let items):
            json.beginArray()
            for item in items { write(item, to: &json) }
            json.endArray()
        case .object(let object):
            json.beginObject()
            for member in object.sorted(by: { $0.name < $1.name }) {
                json.key(member.name)
                write(member.value, to: &json)
            }
            json.endObject()
        default: json.value(value)
        }
    }
}
