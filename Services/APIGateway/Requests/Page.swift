import HTTP
import JSON
import Reactor

/// The answer of every list: `{items, next_cursor, total, page, page_size}`, the last three where they were asked for.
enum Page {
    static func answer<Item>(
        _ items: [Item], next: String?, total: Int? = nil, number: (page: Int, size: Int)? = nil,
        headers: HTTPHeaders = [:], _ write: (Item, inout JSONWriter) -> Void
    ) -> HTTPResponse {
        var json = JSONWriter(capacity: 64 + items.count * 640)
        json.beginObject()
        json.key("items")
        json.beginArray()
        for item in items { write(item, &json) }
        json.endArray()
        json.member("next_cursor", next)
        if let total { json.member("total", total) }
        if let number {
            json.member("page", number.page)
            json.member("page_size", number.size)
        }
        json.endObject()
        return .json(.ok, json.finish(), headers: headers)
    }
}
