internal import Glibc
internal import Observability
internal import Reactor

/// What every process tells about itself, under the names that Prometheus' own clients use.
enum ProcessMetrics {
    static func register(in metrics: Metrics) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        metrics.gauge("process_start_time_seconds", "When the process started, in Unix time.").set(Double(now.tv_sec))
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        metrics.gauge("process_resident_memory_bytes", "Memory in use.") {
            // Pages: all, resident, …
            guard let text = try? File.read("/proc/self/statm") else { return 0 }
            let words = String(decoding: text, as: UTF8.self).split(separator: " ")
            return words.count > 1 ? (Double(words[1]) ?? 0) * page : 0
        }
        metrics.gauge("process_cpu_seconds", "Processor time used since the start.") {
            var used = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
            return Double(used.tv_sec) + Double(used.tv_nsec) / 1e9
        }
        metrics.gauge("log_lines_dropped", "Log lines lost to a full buffer since the start.") {
            Double(StandardErrorSink.shared.dropped)
        }
    }

    /// Logs and counts every turn of the loop that took too long. Before the loop runs.
    static func watchStalls(_ logger: Logger, _ metrics: Metrics) {
        let stalls = metrics.counter(
            "loop_stalls_total", "Turns of the event loop over 50 ms, by what took most of it.", labels: ["cause"])
        EventLoop.main.stallWatch.report = { stall in
            stalls(stall.cause).increment()
            logger.warning(
                "The event loop stood still",
                ["seconds": LogValue(stall.duration), "cause": LogValue(stall.cause)])
        }
    }
}
