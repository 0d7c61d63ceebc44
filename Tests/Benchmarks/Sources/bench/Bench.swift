import FoundationEssentials
import Glibc
import Reactor

/// `bench NAME TARGET SECONDS IN_FLIGHT USER`: does one kind of work as fast as it goes and prints
/// "per second, p50 in ms, p99 in ms".
///
/// NAME: read, list, create (TARGET is a conninfo, USER the id of a user with tasks) or publish (TARGET is a URL).
///
/// `bench sidecar|sidecar-latency URL SECONDS IN_FLIGHT PORT` measures a sidecar whose application it is, at PORT: events
/// of 1 KiB a second from publish to acknowledged bulk delivery, and the way of one event at 1,000 a second.
///
/// `bench sink PORT`: a sidecar that takes everything and does nothing, until it is killed.
@main struct Bench {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "sink", arguments.count == 2, let port = Int(arguments[1]) {
            EventLoop.main.runOnThisThread { await Sink.serve(port: port) }
        }
        guard arguments.count == 5, let seconds = Int(arguments[2]), let inFlight = Int(arguments[3]) else {
            print("Usage: bench read|list|create|publish TARGET SECONDS IN_FLIGHT USER, or bench sink PORT")
            exit(2)
        }
        EventLoop.main.runOnThisThread {
            do {
                if arguments[0].hasPrefix("sidecar") {
                    let bench = try SidecarBench(arguments[1], port: Int(arguments[4]) ?? 0)
                    print(try await bench.run(arguments[0], seconds: seconds, inFlight: inFlight))
                    return 0
                }
                let work = try await Work.named(arguments[0], target: arguments[1], user: arguments[4])
                let run = Run(until: .now.advanced(by: .seconds(seconds)))
                await withTaskGroup { group in
                    for _ in 0..<inFlight { group.addTask { await run.work(work) } }
                }
                print(run.report(seconds: seconds))
                return run.failures == 0 ? 0 : 1
            } catch {
                print("bench: \(error)")
                return 1
            }
        }
    }
}

/// What was done until an instant.
@LoopActor final class Run {
    private let end: LoopClock.Instant
    private var times: [Int64] = []
    private(set) var failures = 0

    init(until end: LoopClock.Instant) { self.end = end }

    func work(_ work: Work) async {
        while LoopClock.Instant.now < end {
            let start = LoopClock.Instant.now
            do { try await work.once() } catch { failures += 1 }
            times.append(start.duration(to: .now).nanoseconds)
        }
    }

    func report(seconds: Int) -> String {
        times.sort()
        guard let last = times.indices.last else { return "0 0 0" }
        let milliseconds = { (index: Int) in Double(self.times[min(index, last)] / 1_000) / 1_000 }
        return "\(times.count / seconds) \(milliseconds(times.count / 2)) \(milliseconds(times.count * 99 / 100))"
    }
}
