internal import JSON

/// One step of a state transaction.
public enum StateOperation: Sendable {
    case upsert(StateItem)
    case delete(key: String, etag: String? = nil)

    func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .upsert(let item):
            json.member("operation", "upsert")
            json.key("request")
            item.write(to: &json)
        case .delete(let key, let etag):
            json.member("operation", "delete")
            json.object("request") { json in
                json.member("key", key)
                if let etag { json.member("etag", etag) }
            }
        }
        json.endObject()
    }
}
