#if canImport(Testing)
    import HTTP
    import JSON
    import Testing

    extension HTTPResponse {
        /// The bytes of the body; empty for a stream.
        var bytes: [UInt8] {
            switch body {
            case .bytes(let bytes): bytes
            case .json(let json): json.withBytes { Array($0) }
            case .none, .stream: []
            }
        }

        var text: String { String(decoding: bytes, as: UTF8.self) }

        func object() throws -> JSONObject { try #require(try JSONReader.parse(bytes).object) }
    }

    extension JSONValue {
        var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
        var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    }
#endif
