internal import Postgres

extension SQL {
    /// What a page that is asked for by its number leaves out; nothing for the first, which needs no statement of its own.
    static func offset(_ count: Int) -> SQL { count == 0 ? .empty : " OFFSET \(count)" }
}
