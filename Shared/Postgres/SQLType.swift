/// PostgreSQL's number of a type, as declared for a parameter.
public struct SQLType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The server finds the type from where the parameter stands; text, json, enums and intervals go this way.
    public static let inferred = SQLType(rawValue: 0)
    public static let bool = SQLType(rawValue: 16)
    public static let bytea = SQLType(rawValue: 17)
    public static let int8 = SQLType(rawValue: 20)
    public static let int2 = SQLType(rawValue: 21)
    public static let int4 = SQLType(rawValue: 23)
    public static let text = SQLType(rawValue: 25)
    public static let float8 = SQLType(rawValue: 701)
    public static let timestamptz = SQLType(rawValue: 1184)
    public static let uuid = SQLType(rawValue: 2950)

    /// The type of an array with elements of this type.
    var array: SQLType {
        switch self {
        case .bool: SQLType(rawValue: 1000)
        case .bytea: SQLType(rawValue: 1001)
        case .int2: SQLType(rawValue: 1005)
        case .int4: SQLType(rawValue: 1007)
        case .text: SQLType(rawValue: 1009)
        case .int8: SQLType(rawValue: 1016)
        case .float8: SQLType(rawValue: 1022)
        case .timestamptz: SQLType(rawValue: 1185)
        case .uuid: SQLType(rawValue: 2951)
        default: .inferred
        }
    }
}
