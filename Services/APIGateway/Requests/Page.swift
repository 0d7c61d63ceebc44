import HTTP
import JSON
import Reactor

/// The answer of every list: `{items, next_cursor, total}`, the last where it was asked for.
enum Page {
    static func answer<Item>(
        _ items: [Item], next: String?, total: Int? = nil, _ write: (Item, inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var json = JSONWriter(capacity: 64 + items.count * 640)
        json.beginObject()
        json.key("items")
        json.beginArray()
        for item in items { write(item, &json) }
        json.endArray()
        json.member("next_cursor", next)
        if let total { json.member("total", total) }
        json.endObject()
        return .json(.ok, json.finish())
    }
}
