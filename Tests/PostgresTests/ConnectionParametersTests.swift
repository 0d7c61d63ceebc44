import Testing

@testable import Postgres

@Suite struct ConnectionParametersTests {
    private func parameters(_ url: String) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try ConnectionParameters(url, applicationName: "todo-test").values.map { ($0, $1) })
    }

    @Test func whatTheURLLeavesOpenIsFilledIn() throws {
        let values = try parameters("host=/run/postgresql dbname=todo")
        #expect(values["gssencmode"] == "disable")
        #expect(values["tcp_user_timeout"] == "10000")
        #expect(values["target_session_attrs"] == "read-write")
        #expect(values["application_name"] == "todo-test")
        #expect(values["sslmode"] == nil)
    }

    @Test func whatTheURLSaysStays() throws {
        let values = try parameters("postgres://u:p@db.example/todo?sslmode=disable&application_name=mine")
        #expect(values["sslmode"] == "disable")
        #expect(values["application_name"] == "mine")
        #expect(values["password"] == "p")
    }

    @Test func beyondTheMachineTheServerIsVerified() throws {
        #expect(try parameters("host=db.example")["sslmode"] == "verify-full")
        #expect(try parameters("host=127.0.0.1")["sslmode"] == nil)
        #expect(try parameters("host=localhost,db.example")["sslmode"] == "verify-full")
    }

    @Test func onlyNamesAreLookedUp() throws {
        func names(_ url: String) throws -> [String] { try ConnectionParameters(url, applicationName: "").names }
        #expect(try names("host=/tmp,10.0.0.1,::1,db.example") == ["db.example"])
        #expect(try names("host=db.example hostaddr=10.0.0.1") == [])
    }

    @Test func everyAddressOfANameIsTried() throws {
        let parameters = try ConnectionParameters("host=a.example,10.0.0.9 port=1,2", applicationName: "")
            .resolved(["a.example": ["10.0.0.1", "fd00::1"]])
        let values = Dictionary(uniqueKeysWithValues: parameters.values.map { ($0, $1) })
        #expect(values["host"] == "a.example,a.example,10.0.0.9")
        #expect(values["hostaddr"] == "10.0.0.1,fd00::1,10.0.0.9")
        #expect(values["port"] == "1,1,2")
    }

    @Test func aMistakeInTheURLIsAnErrorAndNotATrap() {
        #expect(throws: PostgresError.self) { try ConnectionParameters("host=a nonsense=b", applicationName: "") }
    }
}
