import Reactor
import Testing

@testable import DevSidecar

@Suite struct ConsumerGroupTests {
    private func at(_ milliseconds: Int64) -> LoopClock.Instant {
        LoopClock.Instant(nanoseconds: milliseconds * 1_000_000)
    }
    private let session = Duration.milliseconds(1000)

    private func partitions(_ assignment: ConsumerGroup.Assignment?, _ member: String) -> [Int]? {
        assignment?[member]?.map(\.partition)
    }

    @Test func theFirstMemberGetsEverything() {
        var group = ConsumerGroup()
        group.join("a", topics: ["t"], session: session, now: at(0))
        #expect(partitions(group.complete(at: at(0)) { _ in 3 }, "a") == [0, 1, 2])
        #expect(group.complete(at: at(1)) { _ in 3 } == nil)
        #expect(group.generation == 1)
    }

    @Test func aNewcomerWaitsUntilTheOthersHaveJoinedAgain() {
        var group = ConsumerGroup()
        group.join("a", topics: ["t"], session: session, now: at(0))
        _ = group.complete(at: at(0)) { _ in 3 }
        group.join("b", topics: ["t"], session: session, now: at(10))
        #expect(group.complete(at: at(10)) { _ in 3 } == nil)
        #expect(group.heartbeat("a", now: at(20)) == .rebalancing && group.heartbeat("b", now: at(20)) == .stable)
        group.join("a", topics: ["t"], session: session, now: at(30))
        let assignment = group.complete(at: at(30)) { _ in 3 }
        #expect(partitions(assignment, "a") == [0] && partitions(assignment, "b") == [1, 2])
    }

    @Test func aCrashedMemberHoldsUpItsGroupForASession() {
        var group = ConsumerGroup()
        group.addCrashed("old", until: at(900))
        group.join("new", topics: ["t"], session: session, now: at(0))
        #expect(group.complete(at: at(899)) { _ in 3 } == nil)
        #expect(group.nextDeadline == at(900))
        #expect(partitions(group.complete(at: at(900)) { _ in 3 }, "new") == [0, 1, 2])
    }

    @Test func theOthersGoOnUntilASessionEnds() {
        var group = ConsumerGroup()
        for member in ["a", "b"] { group.join(member, topics: ["t"], session: session, now: at(0)) }
        _ = group.complete(at: at(0)) { _ in 2 }
        #expect(group.heartbeat("a", now: at(900)) == .stable)
        #expect(group.complete(at: at(1001)) { _ in 2 } == nil)
        #expect(group.heartbeat("a", now: at(1002)) == .rebalancing && group.heartbeat("b", now: at(1002)) == .unknown)
        group.join("a", topics: ["t"], session: session, now: at(1003))
        #expect(partitions(group.complete(at: at(1003)) { _ in 2 }, "a") == [0, 1])
    }

    @Test func f12AHandlerThatOutlastsTheRebalanceIsLeftBehindASessionLater() {
        var group = ConsumerGroup(rebalanceTimeout: .milliseconds(60))
        group.join("slow", topics: ["t"], session: session, now: at(0))
        _ = group.complete(at: at(0)) { _ in 2 }
        group.join("new", topics: ["t"], session: session, now: at(10))
        // Its heartbeats go on; it just does not join.
        #expect(group.heartbeat("slow", now: at(900)) == .rebalancing)
        #expect(group.complete(at: at(1069)) { _ in 2 } == nil)
        #expect(partitions(group.complete(at: at(1070)) { _ in 2 }, "new") == [0, 1])
        #expect(group.heartbeat("slow", now: at(1071)) == .unknown)
    }

    @Test func whoLeavesIsNotWaitedFor() {
        var group = ConsumerGroup()
        for member in ["a", "b"] { group.join(member, topics: ["t"], session: session, now: at(0)) }
        _ = group.complete(at: at(0)) { _ in 4 }
        group.leave("a", now: at(5))
        group.join("b", topics: ["t"], session: session, now: at(6))
        #expect(partitions(group.complete(at: at(6)) { _ in 4 }, "b") == [0, 1, 2, 3])
        group.leave("b", now: at(7))
        #expect(group.isEmpty && group.nextDeadline == nil)
    }

    @Test func rangesAreConsecutiveAndOnlyForSubscribers() {
        let assignment = RangeAssignment.assign(
            members: ["a": ["x", "y"], "b": ["x"], "c": ["y"]], partitions: { $0 == "x" ? 5 : 1 })
        #expect(assignment["a"]?.filter { $0.topic == "x" }.map(\.partition) == [0, 1])
        #expect(assignment["b"]?.map(\.partition) == [2, 3, 4])
        #expect((assignment["a"]! + assignment["c"]!).filter { $0.topic == "y" }.count == 1)
    }

    @Test(arguments: [("order-0", 2), ("order-1", 1), ("order-2", 0), ("order-3", 3)])
    func keysFallWhereTheRealPartitionerPutsThem(_ key: String, _ partition: Int) {
        #expect(Partitioner.partition(of: key, count: 4) == partition)
    }
}
