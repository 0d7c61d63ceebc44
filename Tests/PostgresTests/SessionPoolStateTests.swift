import Testing

@testable import Postgres

@Suite struct SessionPoolStateTests {
    @Test func waitersAreServedInOrder() {
        var pool = SessionPoolState(limit: 1)
        #expect(pool.acquire(1) == [.dial])
        #expect(pool.acquire(2) == [])
        #expect(pool.acquire(3) == [])
        #expect(pool.connected(10) == [.lease(session: 10, waiter: 1)])
        #expect(pool.release(10) == [.lease(session: 10, waiter: 2)])
        #expect(pool.release(10) == [.lease(session: 10, waiter: 3)])
        #expect(pool.release(10) == [])
        #expect(pool.idle == [10])
    }

    @Test func neverMoreSessionsThanTheLimit() {
        var pool = SessionPoolState(limit: 2)
        #expect(pool.acquire(1) == [.dial])
        #expect(pool.acquire(2) == [.dial])
        #expect(pool.acquire(3) == [])
        #expect(pool.connected(10) == [.lease(session: 10, waiter: 1)])
        #expect(pool.connected(11) == [.lease(session: 11, waiter: 2)])
        #expect(pool.open == 2)
    }

    @Test func anIdleSessionIsUsedBeforeAnotherIsDialled() {
        var pool = SessionPoolState(limit: 2)
        _ = pool.acquire(1)
        _ = pool.connected(10)
        _ = pool.release(10)
        #expect(pool.acquire(2) == [.lease(session: 10, waiter: 2)])
    }

    @Test func aLostSessionIsReplacedForWhoeverWaits() {
        var pool = SessionPoolState(limit: 1)
        _ = pool.acquire(1)
        _ = pool.connected(10)
        _ = pool.acquire(2)
        #expect(pool.lost(10) == [.dial])
        #expect(pool.release(10) == [])
        #expect(pool.connected(11) == [.lease(session: 11, waiter: 2)])
    }

    @Test func aLostIdleSessionIsNotLeased() {
        var pool = SessionPoolState(limit: 1)
        _ = pool.acquire(1)
        _ = pool.connected(10)
        _ = pool.release(10)
        #expect(pool.lost(10) == [])
        #expect(pool.acquire(2) == [.dial])
    }

    @Test func whoGaveUpIsPassedOver() {
        var pool = SessionPoolState(limit: 1)
        _ = pool.acquire(1)
        _ = pool.acquire(2)
        pool.withdraw(1)
        #expect(pool.connected(10) == [.lease(session: 10, waiter: 2)])
    }
}
