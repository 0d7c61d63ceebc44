import Testing

@testable import Postgres

@Suite struct PreparedSetTests {
    @Test func aStatementIsPreparedOnce() {
        var set = PreparedSet()
        #expect(set.use(1) == .prepare)
        #expect(set.use(1) == .nothing)
    }

    @Test func theOneUnusedForLongestGivesWay() {
        var set = PreparedSet(limit: 2)
        _ = set.use(1)
        _ = set.use(2)
        _ = set.use(1)
        #expect(set.use(3) == .prepareAfterClosing(2))
        #expect(set.use(1) == .nothing)
        #expect(set.count == 2)
    }

    @Test func aForgottenStatementIsPreparedAgain() {
        var set = PreparedSet()
        _ = set.use(1)
        set.forget(1)
        #expect(set.use(1) == .prepare)
    }
}
