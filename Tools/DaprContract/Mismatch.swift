/// A statement that does not hold, and what was seen instead.
struct Mismatch: Error, CustomStringConvertible {
    let description: String

    init(_ seen: String) { description = seen }

    static func unless(_ condition: Bool, _ seen: @autoclosure () -> String) throws(Mismatch) {
        guard condition else { throw Mismatch(seen()) }
    }
}
