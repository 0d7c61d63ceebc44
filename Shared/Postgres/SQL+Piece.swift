extension SQL {
    /// A part of a statement in two words: a literal of the program, a parameter, or other text.
    struct Piece: Equatable, Sendable {
        enum Content {
            case literal(UInt, Int)
            case parameter(SQLType)
            case text(Int)
        }

        /// A literal's address, a parameter's type or a text's index.
        let base: UInt
        /// A literal's length; below zero for the other two.
        let tag: Int32

        private static let parameterTag: Int32 = -1
        private static let textTag: Int32 = -2

        init(_ content: Content) {
            switch content {
            case .literal(let address, let count): (base, tag) = (address, Int32(count))
            case .parameter(let type): (base, tag) = (UInt(type.rawValue), Self.parameterTag)
            case .text(let index): (base, tag) = (UInt(index), Self.textTag)
            }
        }

        var content: Content {
            switch tag {
            case Self.parameterTag: .parameter(SQLType(rawValue: UInt32(base)))
            case Self.textTag: .text(Int(base))
            default: .literal(base, Int(tag))
            }
        }
    }

    /// The text with `$1`, `$2` … where values are bound.
    var text: String {
        var bytes: [UInt8] = []
        var parameters = 0
        for piece in pieces {
            switch piece.content {
            case .literal(let address, let count):
                bytes.append(
                    contentsOf: UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
            case .parameter:
                parameters += 1
                bytes.append(contentsOf: "$\(parameters)".utf8)
            case .text(let index):
                bytes.append(contentsOf: texts[index].utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The types of the parameters, `$1` first.
    var parameterTypes: [SQLType] {
        pieces.compactMap { if case .parameter(let type) = $0.content { type } else { nil } }
    }
}
