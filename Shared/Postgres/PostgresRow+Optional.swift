public import FoundationEssentials

extension PostgresRow {
    public func stringOrNil(_ column: Int) -> String? { isNull(column) ? nil : string(column) }
    public func intOrNil(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
    public func boolOrNil(_ column: Int) -> Bool? { isNull(column) ? nil : bool(column) }
    public func doubleOrNil(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }
    public func uuidOrNil(_ column: Int) -> UUID? { isNull(column) ? nil : uuid(column) }
    public func dateOrNil(_ column: Int) -> Date? { isNull(column) ? nil : date(column) }
    public func bytesOrNil(_ column: Int) -> [UInt8]? { isNull(column) ? nil : bytes(column) }
}
