public import FoundationEssentials

extension PostgresRow {
    /// A `text[]` without NULLs.
    public func stringArray(_ column: Int) -> [String] {
        array(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// A `uuid[]` without NULLs.
    public func uuidArray(_ column: Int) -> [UUID] {
        array(column) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }

    /// An array of any integer type without NULLs.
    public func intArray(_ column: Int) -> [Int] {
        array(column) { bytes in
            switch bytes.count {
            case 8: Int(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
            case 4: Int(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self)))
            default: Int(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self)))
            }
        }
    }

    /// Reads one dimension: count at byte 12, then from byte 20 on a length and the bytes of each element.
    private func array<T>(_ column: Int, _ element: (UnsafeRawBufferPointer) -> T) -> [T] {
        withBytes(column) { bytes in
            let dimensions = Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))
            guard dimensions > 0 else { return [] }
            precondition(dimensions == 1, "column \(column) is not an array of one dimension")
            let count = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self)))
            var elements: [T] = []
            elements.reserveCapacity(count)
            var offset = 20
            for _ in 0..<count {
                let length = Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
                precondition(length >= 0, "column \(column) holds a NULL in its array")
                elements.append(element(UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<offset + 4 + length])))
                offset += 4 + length
            }
            return elements
        }
    }
}
