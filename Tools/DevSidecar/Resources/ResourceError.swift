/// A resource file that cannot be used, and why: daprd ends with code 1 on such a one.
struct ResourceError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
