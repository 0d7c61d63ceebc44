import Testing

@testable import Postgres

/// The rules of a batch, without a socket.
@Suite struct BatchTests {
    /// A batch of `members` with everything prepared, sent with its Sync.
    private func sent(_ members: Int) -> Batch {
        var batch = Batch()
        for _ in 0..<members { batch.addMember() }
        batch.sent()
        return batch
    }

    @Test func answersComeInTheOrderOfTheSteps() {
        var batch = Batch()
        batch.addPrepare(7)
        batch.addMember()
        batch.addClose(3)
        batch.addPrepare(9)
        batch.addMember()
        #expect(
            batch.steps == [
                .prepare(statement: 7, member: 0), .execute(member: 0), .close(statement: 3),
                .prepare(statement: 9, member: 1), .execute(member: 1),
            ])
        for step in batch.steps {
            #expect(batch.isExpectingSteps)
            #expect(batch.receive(.success) == step)
            #expect(batch.receive(.end) == step)
        }
        #expect(!batch.isExpectingSteps)
        #expect(batch.receive(.sync) == nil)
    }

    @Test func allAreAnsweredWhenNothingFailed() {
        var batch = sent(3)
        for _ in 0..<3 {
            _ = batch.receive(.success)
            _ = batch.receive(.end)
        }
        #expect(batch.fateAtSync == .answered)
    }

    @Test(arguments: 0..<3) func oneFailureSendsEveryoneAlone(_ bad: Int) {
        var batch = sent(3)
        for member in 0..<3 {
            let answer: Batch.Answer = member < bad ? .success : member == bad ? .failure : .skipped
            #expect(batch.receive(answer) == .execute(member: member))
            _ = batch.receive(.end)
        }
        #expect(batch.fateAtSync == .alone)
    }

    @Test func aFailureAtTheCommitItselfSendsEveryoneAlone() {
        var batch = sent(2)
        for _ in 0..<2 {
            _ = batch.receive(.success)
            _ = batch.receive(.end)
        }
        #expect(batch.receive(.failure) == nil)
        #expect(batch.fateAtSync == .alone)
    }

    @Test func aSingleMembersOwnResultDecides() {
        var batch = sent(1)
        _ = batch.receive(.failure)
        _ = batch.receive(.end)
        #expect(batch.fateAtSync == .answered)
    }

    @Test func beforeTheSyncLeftNothingCanBeCommitted() {
        var batch = Batch()
        batch.addMember()
        #expect(batch.fateAtLoss == .notSent)
        batch.sent()
        #expect(batch.fateAtLoss == .unknown)
    }

    @Test func rowsBeforeTheSyncProveNothing() {
        var batch = sent(1)
        _ = batch.receive(.success)
        _ = batch.receive(.end)
        #expect(batch.fateAtLoss == .unknown)
    }

    @Test func aBatchBeginsAnew() {
        var batch = sent(2)
        _ = batch.receive(.failure)
        batch.reset()
        #expect(batch.steps.isEmpty)
        #expect(batch.fateAtLoss == .notSent)
        batch.addMember()
        batch.addMember()
        #expect(batch.fateAtSync == .answered)
    }
}
