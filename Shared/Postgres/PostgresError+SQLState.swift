internal import CPostgres

extension PostgresError {
    /// What a failed result says. The connection's own status is asked before this: a killed backend sends no SQLSTATE.
    init(result: OpaquePointer?) {
        let state = Self.field(result, "C") ?? ""
        let message = String(cString: PQresultErrorMessage(result))
        self.init(
            Self.kind(of: state, constraint: Self.field(result, "n") ?? ""), sqlState: state.isEmpty ? nil : state,
            message.split(separator: "\n").joined(separator: "; "))
    }

    static func kind(of state: String, constraint: String) -> Kind {
        switch state {
        case "": .connectionLost
        case "23505": .uniqueViolation(constraint: constraint)
        case "23514": .checkViolation(constraint: constraint)
        case "23503": .foreignKey(constraint: constraint)
        case "40001", "40P01": .serialization
        case "57014", "55P03": .timeout
        case "25006", "57P01", "57P02", "57P03": .unavailable
        case _ where state.hasPrefix("53"): .unavailable  // disk, memory or connections used up
        case _ where state.hasPrefix("08"): .connectionLost
        default: .server(sqlState: state)
        }
    }

    /// True when the session that said it serves no more: the server stops, starts, or was demoted to read-only.
    var discardsConnection: Bool {
        switch sqlState {
        case "25006", "57P01", "57P02", "57P03": true
        default: sqlState?.hasPrefix("08") ?? false
        }
    }

    /// True when the session's prepared statements are out of date: the schema changed under them, or they are gone.
    var isStalePlan: Bool { sqlState == "0A000" && detail.contains("cached plan") || sqlState == "26000" }

    private static func field(_ result: OpaquePointer?, _ code: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
}
