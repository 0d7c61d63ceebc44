/// A statement that says nothing about this sidecar, and why.
struct NotApplicable: Error {
    let why: String

    init(_ why: String) { self.why = why }
}
