internal import JSON

/// Record headers as they are stored: a JSON array of names and values in turn.
enum RecordHeaders {
    static func encode(_ headers: [(name: String, value: String)]) -> [UInt8] {
        guard !headers.isEmpty else { return [] }
        var json = JSONWriter(capacity: 128)
        json.beginArray()
        for header in headers {
            json.string(header.name)
            json.string(header.value)
        }
        json.endArray()
        return json.bytes
    }

    static func decode(_ bytes: [UInt8]) -> [(name: String, value: String)] {
        guard !bytes.isEmpty, let texts = try? JSONReader.parse(bytes).array?.compactMap(\.string) else { return [] }
        return stride(from: 0, to: texts.count - 1, by: 2).map { (texts[$0], texts[$0 + 1]) }
    }
}
