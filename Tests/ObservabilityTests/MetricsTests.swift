#if canImport(Testing)
    import Glibc
    import Observability
    import Testing

    @Suite struct MetricsTests {
        private let metrics = Metrics()
        private var text: String { String(decoding: metrics.text(), as: UTF8.self) }

        @Test func theTextIsPrometheusFormat() {
            let requests = metrics.counter("http_requests_total", "Requests.", labels: ["route", "status"])
            requests("/api/tasks/{id}", "200").increment()
            requests("/api/tasks/{id}", "200").increment(by: 2)
            requests("/api/tasks", "500").increment()
            metrics.gauge("outbox_depth", "Events that wait.").set(2.5)
            let seconds = metrics.histogram("http_request_seconds", "Time.", labels: ["route"], buckets: [0.1, 0.5, 1])
            for value in [0.05, 0.1, 0.3, 7] { seconds("/x").observe(value) }
            #expect(
                text == """
                    # HELP http_request_seconds Time.
                    # TYPE http_request_seconds histogram
                    http_request_seconds_bucket{route="/x",le="0.1"} 2
                    http_request_seconds_bucket{route="/x",le="0.5"} 3
                    http_request_seconds_bucket{route="/x",le="1"} 3
                    http_request_seconds_bucket{route="/x",le="+Inf"} 4
                    http_request_seconds_sum{route="/x"} 7.45
                    http_request_seconds_count{route="/x"} 4
                    # HELP http_requests_total Requests.
                    # TYPE http_requests_total counter
                    http_requests_total{route="/api/tasks",status="500"} 1
                    http_requests_total{route="/api/tasks/{id}",status="200"} 3
                    # HELP outbox_depth Events that wait.
                    # TYPE outbox_depth gauge
                    outbox_depth 2.5

                    """)
        }

        @Test func helpAndLabelsAreEscaped() {
            metrics.gauge("g", "back\\slash\nand \"quotes\"", labels: ["l"])("a\\b\n\"c\"").set(1)
            #expect(
                text == "# HELP g back\\\\slash\\nand \"quotes\"\n# TYPE g gauge\ng{l=\"a\\\\b\\n\\\"c\\\"\"} 1\n")
        }

        @Test func aMetricWithoutLabelsIsThereFromTheStart() {
            _ = metrics.counter("a_total", "A.")
            _ = metrics.counter("b_total", "B.", labels: ["x"])
            #expect(text == "# HELP a_total A.\n# TYPE a_total counter\na_total 0\n")
        }

        @Test func theSameNameIsTheSameFamily() {
            metrics.counter("a_total", "A.").increment()
            metrics.counter("a_total", "A.").increment()
            #expect(metrics.counter("a_total", "A.")().value == 2)
        }

        @Test func gaugesMoveBothWaysAndKeepOddValues() {
            let gauge = metrics.gauge("g", "G.")()
            gauge.set(3)
            gauge.add(-4.5)
            #expect(gauge.value == -1.5)
            for (value, written) in [(Double.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300")]
            {
                gauge.set(value)
                #expect(text.hasSuffix("\ng \(written)\n"))
            }
        }

        @Test func anObservedGaugeIsReadWhenAskedFor() {
            metrics.gauge("g", "G.", observe: { 42 })
            #expect(text.hasSuffix("\ng 42\n"))
            metrics.gauge("g", "G.", observe: { 43 })
            #expect(text.hasSuffix("\ng 43\n"))
        }

        @Test func tooManySeriesBecomeOther() {
            let family = metrics.counter("c_total", "C.", labels: ["a", "b"])
            for index in 0..<1_000 { family("\(index)", "x").increment() }
            family("0", "x").increment()
            #expect(text.split(separator: "\n").count == 2 + 257)
            #expect(text.contains("c_total{a=\"other\",b=\"other\"} 744\n"))
            #expect(text.contains("c_total{a=\"0\",b=\"x\"} 2\n"))
        }

        @Test func countersNeverFallAndNaNIsNotObserved() {
            let counter = metrics.counter("c_total", "C.")()
            counter.increment(by: -5)
            #expect(counter.value == 0)
            let histogram = metrics.histogram("h", "H.")()
            histogram.observe(Double.nan)
            #expect(histogram.count == 0)
            histogram.observe(Duration.milliseconds(1500))
            #expect(histogram.sum == 1.5)
        }

        @Test func threadsMayCountTogether() {
            let work = Work(metrics)
            var threads: [pthread_t] = []
            for _ in 0..<4 {
                var thread = pthread_t()
                pthread_create(
                    &thread, nil,
                    {
                        guard let argument = $0 else { return nil }
                        Unmanaged<Work>.fromOpaque(argument).takeUnretainedValue().run()
                        return nil
                    }, Unmanaged.passUnretained(work).toOpaque())
                threads.append(thread)
            }
            for thread in threads { pthread_join(thread, nil) }
            withExtendedLifetime(work) {}
            #expect(work.counter().value == 40_000)
            #expect(work.gauge().value == 40_000)
            #expect(work.histogram().count == 40_000)
            #expect(work.histogram().sum == 40_000)
        }

        private final class Work: Sendable {
            let counter: CounterFamily
            let gauge: GaugeFamily
            let histogram: HistogramFamily

            init(_ metrics: Metrics) {
                counter = metrics.counter("c_total", "C.")
                gauge = metrics.gauge("g", "G.")
                histogram = metrics.histogram("h", "H.")
            }

            func run() {
                for _ in 0..<10_000 {
                    counter.increment()
                    gauge().add(1)
                    histogram.observe(1)
                }
            }
        }
    }
#endif
