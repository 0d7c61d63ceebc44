import Glibc
import Reactor
import Testing

@LoopActor @Suite struct SignalsTests {
    @Test func aSignalArrivesAsAValue() async {
        var received = Signals.ended().makeAsyncIterator()
        pthread_kill(pthread_self(), SIGTERM)  // blocked in this thread since ended() was called
        #expect(await received.next() == SIGTERM)
    }
}
