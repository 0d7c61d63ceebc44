import Testing
@testable import DaprContract
@Suite struct ContractTests {
    @Test func x() { #expect(Statement.all.count > 1) }
}
