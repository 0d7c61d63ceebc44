import Glibc
import Reactor

/// A pipe whose reading end does not block.
struct Pipe {
    let reading: Int32
    let writing: Int32

    init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        (reading, writing) = (ends[0], ends[1])
    }

    func send(_ byte: UInt8) {
        var byte = byte
        precondition(write(writing, &byte, 1) == 1)
    }

    func receive() -> UInt8? {
        var byte: UInt8 = 0
        return read(reading, &byte, 1) == 1 ? byte : nil
    }

    mutating func close() {
        Glibc.close(reading)
        Glibc.close(writing)
    }
}

@LoopActor final class SourceBox {
    var source: FileDescriptorSource?
}

@LoopActor final class Counter {
    var value = 0
}

func closeWriting(_ pipe: Pipe) { close(pipe.writing) }
func closeReading(_ pipe: Pipe) { close(pipe.reading) }
