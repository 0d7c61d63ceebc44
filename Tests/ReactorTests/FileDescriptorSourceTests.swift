import Reactor
import Testing

@LoopActor @Suite struct FileDescriptorSourceTests {
    @Test func whatArrivesIsTold() async {
        var pipe = Pipe()
        pipe.send(7)
        let byte: UInt8? = await withUnsafeContinuation { continuation in
            let box = SourceBox()
            box.source = FileDescriptorSource(pipe.reading, "test", for: .read) { _ in
                box.source?.cancel()
                continuation.resume(returning: pipe.receive())
            }
        }
        #expect(byte == 7)
        pipe.close()
    }

    /// Both are ready in the same turn; whichever is called first takes the other back, and a third one takes its slot.
    @Test func callbacksMayCancelEachOther() async throws {
        var pipes = [Pipe(), Pipe(), Pipe()]
        let calls = Counter()
        let boxes = [SourceBox(), SourceBox(), SourceBox()]
        for index in 0..<2 {
            boxes[index].source = FileDescriptorSource(pipes[index].reading, "test", for: .read) { _ in
                calls.value += 1
                boxes[0].source?.cancel()
                boxes[1].source?.cancel()
                boxes[2].source = FileDescriptorSource(pipes[2].reading, "test", for: .read) { _ in calls.value += 100 }
            }
        }
        pipes[0].send(1)
        pipes[1].send(1)
        while calls.value == 0 { await Task.yield() }
        try await LoopClock().sleep(for: .milliseconds(2))
        #expect(calls.value == 1)
        boxes[2].source?.cancel()
        for index in 0..<3 { pipes[index].close() }
    }

    @Test func aChangedInterestIsHeeded() async {
        var pipe = Pipe()
        pipe.send(1)
        let calls = Counter()
        let source = FileDescriptorSource(pipe.reading, "test", for: []) { _ in calls.value += 1 }
        for _ in 0..<50 { await Task.yield() }
        #expect(calls.value == 0)
        source.interest = .read
        while calls.value == 0 { await Task.yield() }
        source.cancel()
        source.cancel()  // twice does no harm
        pipe.close()
    }

    @Test func aClosedPeerIsTold() async {
        let pipe = Pipe()
        let readiness: Readiness = await withUnsafeContinuation { continuation in
            let box = SourceBox()
            box.source = FileDescriptorSource(pipe.reading, "test", for: []) { readiness in
                box.source?.cancel()
                continuation.resume(returning: readiness)
            }
            closeWriting(pipe)
        }
        #expect(readiness.contains(.hangUp))
        closeReading(pipe)
    }
}
