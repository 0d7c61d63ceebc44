public import JSON

extension SQL {
    /// Collects the parts of an interpolated statement.
    public struct Interpolation: StringInterpolationProtocol, Sendable {
        public typealias StringLiteralType = StaticString

        var sql: SQL

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql = SQL(capacity: interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            sql.append(literal: literal)
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLBindable) {
            sql.append(value: value)
        }

        /// Binds a value, or NULL of its type.
        public mutating func appendInterpolation<T: SQLBindable>(_ value: T?) {
            if let value {
                sql.append(value: value)
            } else {
                sql.appendNull(T.sqlType)
            }
        }

        /// Binds a value, or NULL of its type.
        // Optionals of what arrays may hold bind by themselves, so the other two would be equally good.
        public mutating func appendInterpolation<T: SQLArrayElement>(_ value: T?) {
            if let value {
                sql.append(value: value)
            } else {
                sql.appendNull(T.sqlType)
            }
        }

        /// Nests a fragment; its parameters follow those before it.
        public mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }

        /// Text as it is: for names of tables and columns that the program itself chose, never for input.
        public mutating func appendInterpolation(unescaped text: String) {
            sql.append(text: text)
        }

        /// Binds JSON text for a `json` or `jsonb` column.
        public mutating func appendInterpolation(json bytes: [UInt8]?) {
            guard let bytes else { return sql.appendNull(.inferred) }
            bytes.withUnsafeBytes { sql.append(value: SQLText(utf8: $0)) }
        }

        /// Binds JSON text for a `json` or `jsonb` column, straight from the writer.
        public mutating func appendInterpolation(json bytes: JSONBytes?) {
            guard let bytes else { return sql.appendNull(.inferred) }
            bytes.withBytes { sql.append(value: SQLText(utf8: $0)) }
        }
    }

    public typealias StringInterpolation = Interpolation
}
