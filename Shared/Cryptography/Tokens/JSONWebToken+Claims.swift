public import FoundationEssentials
public import JSON

extension JSONWebToken {
    /// What a token says: the registered claims of RFC 7519, the session, and everything else.
    public struct Claims: Sendable, Equatable {
        /// The claim `iss`: who made the token.
        public let issuer: String?
        /// The claim `sub`: whom it speaks of.
        public let subject: String?
        /// The claim `aud`: whom it is for, one or several; empty when the token names nobody.
        public let audience: [String]
        /// The claim `exp`: from when it is not accepted.
        public let expiresAt: Date?
        /// The claim `nbf`: until when it is not accepted yet.
        public let notBefore: Date?
        /// The claim `iat`: when it was made.
        public let issuedAt: Date?
        /// The claim `jti`: its own name.
        public let id: String?
        /// The claim `sid`.
        public let sessionID: String?
        /// All claims as they stand in the token.
        public let all: JSONValue

        /// Claims for a token of our own; dates lose their fraction of a second.
        public init(
            issuer: String? = nil, subject: String? = nil, audience: [String] = [], expiresAt: Date? = nil,
            notBefore: Date? = nil, issuedAt: Date? = nil, id: String? = nil, sessionID: String? = nil,
            others: JSONObject = JSONObject()
        ) {
            var all = others
            all["iss"] = issuer.map { .string($0) } ?? all["iss"]
            all["sub"] = subject.map { .string($0) } ?? all["sub"]
            if audience.count == 1 { all["aud"] = .string(audience[0]) }
            if audience.count > 1 { all["aud"] = .array(audience.map { .string($0) }) }
            all["exp"] = Self.seconds(expiresAt) ?? all["exp"]
            all["nbf"] = Self.seconds(notBefore) ?? all["nbf"]
            all["iat"] = Self.seconds(issuedAt) ?? all["iat"]
            all["jti"] = id.map { .string($0) } ?? all["jti"]
            all["sid"] = sessionID.map { .string($0) } ?? all["sid"]
            self.issuer = issuer
            self.subject = subject
            self.audience = audience
            self.expiresAt = expiresAt
            self.notBefore = notBefore
            self.issuedAt = issuedAt
            self.id = id
            self.sessionID = sessionID
            self.all = .object(all)
        }

        /// The claims of a token's payload; a claim of the wrong kind is a mistake, not an absent claim.
        init(payload: JSONValue) throws(JSONWebTokenError) {
            guard case .object(let claims) = payload else { throw .malformed }
            issuer = try Self.text(claims, "iss")
            subject = try Self.text(claims, "sub")
            audience = try Self.audience(claims)
            expiresAt = try Self.date(claims, "exp")
            notBefore = try Self.date(claims, "nbf")
            issuedAt = try Self.date(claims, "iat")
            id = try Self.text(claims, "jti")
            sessionID = try Self.text(claims, "sid")
            all = payload
        }

        private static func text(_ claims: JSONObject, _ name: String) throws(JSONWebTokenError) -> String? {
            guard let value = claims[name] else { return nil }
            guard case .string(let text) = value else { throw .malformedClaim(name) }
            return text
        }

        private static func audience(_ claims: JSONObject) throws(JSONWebTokenError) -> [String] {
            switch claims["aud"] {
            case nil: return []
            case .string(let one): return [one]
            case .array(let elements):
                let several = elements.compactMap(\.string)
                guard several.count == elements.count else { throw .malformedClaim("aud") }
                return several
            default: throw .malformedClaim("aud")
            }
        }

        /// A NumericDate; seconds since 1970, perhaps with a fraction.
        private static func date(_ claims: JSONObject, _ name: String) throws(JSONWebTokenError) -> Date? {
            guard let value = claims[name] else { return nil }
            // A whole number nearly always, and those are read faster.
            guard let seconds = value.int.map(Double.init) ?? value.double else { throw .malformedClaim(name) }
            return Date(timeIntervalSince1970: seconds)
        }

        private static func seconds(_ date: Date?) -> JSONValue? {
            guard let date, let seconds = Int(exactly: date.timeIntervalSince1970.rounded(.down)) else { return nil }
            return .number(JSONNumber(seconds))
        }
    }
}
