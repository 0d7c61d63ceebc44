internal import CPostgres
internal import Glibc
internal import Reactor

/// One shape of a statement: its text, the types of its parameters and the name it is prepared under.
@LoopActor final class PreparedStatement {
    nonisolated let id: Int
    /// "s17", ended by a NUL.
    nonisolated(unsafe) let name: UnsafeMutablePointer<CChar>
    nonisolated(unsafe) let text: UnsafeMutablePointer<CChar>
    nonisolated let types: [Oid]
    /// Some session's plan for it is out of date (the schema changed): from now on it is prepared under another name.
    var isStale = false

    init(id: Int, text: String, types: [SQLType]) {
        self.id = id
        self.name = strdup("s\(id)")
        self.text = strdup(text)
        self.types = types.map(\.rawValue)
    }

    deinit {
        free(name)
        free(text)
    }
}
