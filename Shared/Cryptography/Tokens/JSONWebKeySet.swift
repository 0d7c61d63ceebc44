internal import JSON

/// The keys that tokens are verified with: the current one, and the previous ones while their tokens live.
public struct JSONWebKeySet: Sendable {
    /// Every key, in the order of the text.
    public let keys: [JSONWebKey]
    private let byID: [String: JSONWebKey]

    /// A set of these keys; two of them may not have one `kid`.
    public init(_ keys: [JSONWebKey]) throws(JSONWebKeyError) {
        var byID: [String: JSONWebKey] = [:]
        for key in keys {
            guard let id = key.id else { continue }
            guard byID.updateValue(key, forKey: id) == nil else { throw .duplicateID(id) }
        }
        self.keys = keys
        self.byID = byID
    }

    /// The set of a JSON text `{"keys":[…]}`. Keys of a kind we do not verify with are left out (RFC 7517 section 5).
    public init(json: some Collection<UInt8>) throws(JSONWebKeyError) {
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONReader.parse(json)
        } catch {
            throw .malformed(error.description)
        }
        guard let elements = value["keys"]?.array else { throw .malformed("a key set is an object with keys") }
        var keys: [JSONWebKey] = []
        for element in elements {
            do throws(JSONWebKeyError) {
                keys.append(try JSONWebKey(element))
            } catch .unsupported {
                continue
            }
        }
        try self.init(keys)
    }

    /// The key with that `kid`: a look into a table in memory, whatever the text is.
    public func key(id: String) -> JSONWebKey? { byID[id] }

    /// The key for a token that names none: there is no choice to make only when there is one key.
    var only: JSONWebKey? { keys.count == 1 ? keys[0] : nil }
}
