import HTTP
import JSON
import ServiceKit
import TodoCore

/// What a request wants to be true of the resource before it is carried out: `If-Match` and `If-None-Match`.
struct Preconditions: Sendable {
    /// A request without conditions.
    static let none = Preconditions()

    private let ifMatch: EntityTags?
    private let ifNoneMatch: EntityTags?

    private init() { (ifMatch, ifNoneMatch) = (nil, nil) }

    /// The conditions of a write.
    ///
    /// - Parameter required: whether a write that does not say which version it means is refused.
    /// - Throws: 400 for a header that holds no entity tags, 428.
    init(_ request: HTTPRequest, required: Bool = false) throws {
        do throws(EntityTagMistake) {
            ifMatch = try EntityTags(request.headers, "If-Match")
            ifNoneMatch = try EntityTags(request.headers, "If-None-Match")
        } catch {
            throw TodoError.notEntityTags(error)
        }
        if required, ifMatch == nil, ifNoneMatch == nil {
            throw Problem(
                .preconditionRequired, "precondition-required",
                "Say which version is meant: If-Match with the ETag of the last answer.")
        }
    }

    /// Whether the resource must not be there yet: `If-None-Match: *`.
    var wantsAbsence: Bool { ifNoneMatch == .any }

    /// Whether the resource must be there.
    var wantsPresence: Bool { ifMatch != nil }

    /// Whether they hold for what is there.
    func hold(for tag: () -> EntityTag) -> Bool {
        if let ifMatch, !ifMatch.holdStrongly(tag()) { return false }
        return !(ifNoneMatch?.holdWeakly(tag()) ?? false)
    }

    /// The answer of a read, or 304 with its headers when the client has it already.
    static func answer(_ request: HTTPRequest, _ response: HTTPResponse) throws -> HTTPResponse {
        guard request.headers.contains("If-None-Match"), let text = response.headers["ETag"] else { return response }
        do throws(EntityTagMistake) {
            guard let known = try EntityTags(request.headers, "If-None-Match"),
                case .listed(let own)? = EntityTags(text),
                let tag = own.first, known.holdWeakly(tag)
            else { return response }
            return HTTPResponse(.notModified, headers: ["ETag": text])
        } catch {
            throw TodoError.notEntityTags(error)
        }
    }
}

extension EntityTag {
    /// The strong tag of a version: it changes exactly when the resource does.
    init<Entity>(version: Int, of id: Identifier<Entity>) {
        self.init("\(id.description.prefix(8))-\(version)")
    }
}

extension TodoError {
    fileprivate static func notEntityTags(_ mistake: EntityTagMistake) -> TodoError {
        .invalidParameter(name: mistake.header, detail: "must be * or a list of entity tags, as in \"01890a5d-3\"")
    }
}

extension Problem {
    /// 412 with the version that is there, and with the whole of it as an answer shows it; with neither where nothing is.
    static func mismatch(version: Int?, current: HTTPResponse?) -> Problem {
        guard let version, let current else {
            return Problem(.preconditionFailed, "version-mismatch", "There is nothing that If-Match could mean.")
        }
        var problem = TodoError.versionMismatch(current: version).problem
        if case .json(let body) = current.body, let value = try? JSONReader.parse(body.bytes) {
            problem.members.append(("current", value))
        }
        if let tag = current.headers["ETag"] { problem.headers["ETag"] = tag }
        return problem
    }
}
