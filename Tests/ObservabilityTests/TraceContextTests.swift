#if canImport(Testing)
    import Observability
    import Testing

    @Suite struct TraceContextTests {
        private let valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

        @Test func aValidHeaderIsKept() throws {
            let context = try #require(TraceContext(traceparent: valid, tracestate: "vendor=1"))
            #expect(context.traceparent == valid)
            #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
            #expect(context.spanID == "00f067aa0ba902b7")
            #expect(context.isSampled)
            #expect(context.tracestate == "vendor=1")
        }

        @Test func aLaterVersionIsReadAsFarAsWeKnowIt() throws {
            let context = try #require(
                TraceContext(traceparent: "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03-more"))
            #expect(context.traceparent == valid)
        }

        @Test(arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-00000000000000000000000000000000-0000000000000000-00",
            "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ü",
        ])
        func anythingElseIsNoContext(header: String) {
            #expect(TraceContext(traceparent: header) == nil)
        }

        @Test func aChildStaysInTheTrace() throws {
            let context = try #require(TraceContext(traceparent: valid, tracestate: "a=b"))
            let child = context.child { 0x0102 }
            #expect(child.traceparent == "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000102-01")
            #expect(child.tracestate == "a=b")
        }

        @Test func aRootIsValidEvenIfTheRandomNumbersAreZero() {
            let root = TraceContext.root { 0 }
            #expect(TraceContext(traceparent: root.traceparent) == root)
            #expect(!root.isSampled)
            #expect(TraceContext.root() != TraceContext.root())
        }

        @Test(arguments: ["", "a=b\u{7}", String(repeating: "x", count: 513), "a=ü"])
        func anOddTracestateIsDropped(state: String) throws {
            #expect(try #require(TraceContext(traceparent: valid, tracestate: state)).tracestate == nil)
        }
    }
#endif
