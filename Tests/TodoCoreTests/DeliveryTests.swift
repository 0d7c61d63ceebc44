import FoundationEssentials
import JSON
import Testing

@testable import TodoCore

@Suite struct DeliveryTests {
    @Test func whatIsFinalStaysSo() {
        for status in Delivery.Status.allCases where status.isFinal {
            #expect(!Delivery.Status.allCases.contains { status.mayBecome($0) })
        }
        for status in Delivery.Status.allCases where !status.isFinal {
            #expect(Delivery.Status.allCases.contains { status.mayBecome($0) })
        }
    }

    @Test func nothingIsSentThatWasNotClaimed() {
        #expect(Delivery.Status.allCases.filter { $0.mayBecome(.sent) } == [.sending])
        #expect(Delivery.Status.allCases.filter { $0.mayBecome(.sending) } == [.pending, .failed])
    }
}
