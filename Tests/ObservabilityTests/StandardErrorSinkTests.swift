#if canImport(Testing)
    import Glibc
    import Observability
    import Testing

    @Suite struct StandardErrorSinkTests {
        private struct Pipe {
            let reading: Int32
            let writing: Int32

            init() {
                var ends: [Int32] = [0, 0]
                precondition(pipe(&ends) == 0)
                (reading, writing) = (ends[0], ends[1])
            }

            /// Everything until the writing end is closed.
            func readAll() -> String {
                close(writing)
                var all: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65_536)
                while case let count = read(reading, &chunk, chunk.count), count > 0 { all += chunk[..<count] }
                close(reading)
                return String(decoding: all, as: UTF8.self)
            }
        }

        @Test func linesArriveInOrderAndFlushWaitsForThem() {
            let pipe = Pipe()
            let sink = StandardErrorSink(descriptor: pipe.writing)
            let expected = (0..<500).map { "line \($0)\n" }
            for line in expected { sink.write(Array(line.utf8), level: .info) }
            #expect(sink.flush(within: .seconds(10)))
            #expect(pipe.readAll() == expected.joined())
            #expect(sink.dropped == 0)
        }

        @Test func aFullBufferDropsCountsAndSaysSo() {
            let pipe = Pipe()
            let sink = StandardErrorSink(descriptor: pipe.writing, capacity: 100_000)
            let line = [UInt8](repeating: 0x78, count: 999) + [0x0A]
            // Nobody reads: the pipe takes 64 KiB, then the writing thread waits and the buffer fills.
            for _ in 0..<1_000 { sink.write(line, level: .info) }
            let dropped = sink.dropped
            #expect(dropped >= 1_000 - 200 - 100)
            #expect(!sink.flush(within: .milliseconds(20)))
            var chunk = [UInt8](repeating: 0, count: 1 << 20)
            var text: [UInt8] = []
            while !sink.flush(within: .milliseconds(1)) {
                let count = read(pipe.reading, &chunk, 32_768)
                text += chunk[..<max(0, count)]
            }
            let lines = (String(decoding: text, as: UTF8.self) + pipe.readAll()).split(separator: "\n")
            let written = lines.filter { $0.hasPrefix("xxx") }.count
            // The writing thread may have had room several times: each loss is told once.
            let told = lines.compactMap {
                $0.firstMatch(of: /"message":"Log lines dropped.*","count":(\d+)}/)?.output.1
            }
            #expect(written == 1_000 - dropped)
            #expect(told.compactMap { Int($0) }.reduce(0, +) == dropped)
        }

        @Test func aLineLargerThanTheBufferIsCountedToo() {
            let pipe = Pipe()
            let sink = StandardErrorSink(descriptor: pipe.writing, capacity: 10)
            sink.write([UInt8](repeating: 0x78, count: 11), level: .info)
            #expect(sink.dropped == 1)
            #expect(sink.flush(within: .seconds(10)))
            #expect(pipe.readAll().contains("\"count\":1}"))
        }

        @Test func aClosedDescriptorEndsNothing() {
            let sink = StandardErrorSink(descriptor: -1)
            sink.write([0x78, 0x0A], level: .info)
            #expect(sink.flush(within: .seconds(10)))
        }
    }
#endif
