/// Header fields in order, names compared without regard to case.
///
/// All of them lie in one block of bytes, and a `String` is made only of what somebody asks for: a request has some
/// ten fields, of which a handler reads two.
public struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    // Per field: length of the name (4 bytes), of the value (4 bytes), name, NUL, value, NUL. The NULs make C strings.
    private var block: [UInt8] = []

    public init() {}

    public init(dictionaryLiteral fields: (String, String)...) {
        for (name, value) in fields { add(name, value) }
    }

    public var isEmpty: Bool { block.isEmpty }

    /// The first value of that name; setting one replaces them all, nil removes them.
    public subscript(name: String) -> String? {
        get {
            var found: String?
            visit { field in
                guard Self.matches(field.name, name) else { return true }
                found = String(decoding: field.value, as: UTF8.self)
                return false
            }
            return found
        }
        set {
            remove(name)
            if let newValue { add(name, newValue) }
        }
    }

    /// All values of that name, in order.
    public func values(_ name: String) -> [String] {
        var found: [String] = []
        visit { field in
            if Self.matches(field.name, name) { found.append(String(decoding: field.value, as: UTF8.self)) }
            return true
        }
        return found
    }

    public func contains(_ name: String) -> Bool {
        var found = false
        visit { field in
            found = Self.matches(field.name, name)
            return !found
        }
        return found
    }

    /// Appends a field. A control character in it becomes a space: a value must not end its line.
    public mutating func add(_ name: String, _ value: String) {
        let start = block.count + 8
        var (name, value) = (name, value)
        name.withUTF8 { name in
            value.withUTF8 { value in
                append(UnsafeRawBufferPointer(name), UnsafeRawBufferPointer(value))
            }
        }
        let end = start + name.utf8.count
        replaceControls(start..<end)
        replaceControls(end + 1..<block.count - 1)
    }

    private mutating func replaceControls(_ text: Range<Int>) {
        block.withUnsafeMutableBytes { bytes in
            for index in text where Self.isControl(bytes[index]) { bytes[index] = 0x20 }
        }
    }

    public mutating func remove(_ name: String) {
        guard contains(name) else { return }
        var kept = HTTPHeaders()
        visit { field in
            if !Self.matches(field.name, name) { kept.append(field.name, field.value) }
            return true
        }
        self = kept
    }

    // MARK: Bytes

    struct Field {
        let name: UnsafeRawBufferPointer
        let value: UnsafeRawBufferPointer
    }

    mutating func reserve(_ bytes: Int) { block.reserveCapacity(bytes) }

    /// Appends a field whose text holds no control character.
    mutating func append(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let size = block.count + name.count + value.count + 10
        if size > block.capacity { block.reserveCapacity(Swift.max(240, 2 * size)) }
        Self.appendLength(name.count, to: &block)
        Self.appendLength(value.count, to: &block)
        block.append(contentsOf: name)
        block.append(0)
        block.append(contentsOf: value)
        block.append(0)
    }

    private static func appendLength(_ length: Int, to block: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(clamping: length)) { block.append(contentsOf: $0) }
    }

    private static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }

    /// Calls `body` with each field, until it answers false. A NUL follows each name and value.
    func visit(_ body: (Field) -> Bool) {
        block.withUnsafeBytes { bytes in
            var at = 0
            while at < bytes.count {
                let nameCount = Int(bytes.loadUnaligned(fromByteOffset: at, as: UInt32.self))
                let valueCount = Int(bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                let name = at + 8
                let value = name + nameCount + 1
                let field = Field(
                    name: UnsafeRawBufferPointer(rebasing: bytes[name..<name + nameCount]),
                    value: UnsafeRawBufferPointer(rebasing: bytes[value..<value + valueCount]))
                guard body(field) else { return }
                at = value + valueCount + 1
            }
        }
    }

    static func matches(_ field: UnsafeRawBufferPointer, _ name: String) -> Bool {
        var name = name
        return name.withUTF8 { name in
            guard field.count == name.count else { return false }
            for index in 0..<name.count where lowercased(field[index]) != lowercased(name[index]) { return false }
            return true
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

extension HTTPHeaders: Sequence {
    public func makeIterator() -> IndexingIterator<[(name: String, value: String)]> {
        var all: [(name: String, value: String)] = []
        visit { field in
            all.append((String(decoding: field.name, as: UTF8.self), String(decoding: field.value, as: UTF8.self)))
            return true
        }
        return all.makeIterator()
    }
}
