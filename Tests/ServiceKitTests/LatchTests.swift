#if canImport(Testing)
    import Reactor
    import ServiceKit
    import TestSupport
    import Testing

    @LoopActor @Suite(.noHanging) struct LatchTests {
        @Test func openingLetsAllGoAndLaterOnesPass() async {
            let latch = Latch()
            await withTaskGroup { group in
                for _ in 0..<10 { group.addTask { await latch.wait() } }
                await Task.yield()
                latch.open()
            }
            await latch.wait()
            latch.close()
            #expect(!latch.isOpen)
        }

        @Test func cancellationLetsGoToo() async {
            let latch = Latch()
            await withTaskGroup { group in
                group.addTask { await latch.wait() }
                group.addTask { @concurrent in await latch.wait() }
                await Task.yield()
                group.cancelAll()
                group.addTask { await latch.wait() }  // cancelled before it waits
            }
            #expect(!latch.isOpen)
        }
    }
#endif
