internal import Postgres
internal import TodoCore

extension SQL {
    /// Whose a row is that is found by its id: a condition that no index is searched by.
    ///
    /// A plan is made once, perhaps while its table has no statistics yet; an index that begins with the user looks as good
    /// as that of the key then, and reads all the user's rows for one of them.
    static func isOwn(_ column: SQL, _ user: UserID) -> SQL { "(\(column) = \(user)) IS TRUE" }
}
