import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    @Test(arguments: [
        ("", PostgresError.Kind.connectionLost), ("23505", .uniqueViolation(constraint: "c")),
        ("23514", .checkViolation(constraint: "c")), ("23503", .foreignKey(constraint: "c")), ("40001", .serialization),
        ("40P01", .serialization), ("57014", .timeout), ("55P03", .timeout), ("25006", .unavailable),
        ("57P01", .unavailable), ("57P03", .unavailable), ("53100", .unavailable), ("53300", .unavailable),
        ("08006", .connectionLost), ("22021", .server(sqlState: "22021")),
    ]) func codesHaveKinds(_ state: String, _ kind: PostgresError.Kind) {
        #expect(PostgresError.kind(of: state, constraint: "c") == kind)
    }

    @Test func theDescriptionTellsNoData() {
        let error = PostgresError(
            .uniqueViolation(constraint: "users_email"), sqlState: "23505", "Key (email)=(a@b.c) already exists")
        #expect(error.description == "unique constraint users_email violated")
        #expect(error.debugDescription.contains("a@b.c"))
    }

    @Test(arguments: ["25006", "57P01", "57P02", "57P03", "08006"]) func someErrorsEndTheConnection(_ state: String) {
        #expect(PostgresError(.unavailable, sqlState: state).discardsConnection)
        #expect(!PostgresError(.timeout, sqlState: "57014").discardsConnection)
    }
}
