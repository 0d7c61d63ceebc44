import Testing

/// What must stand in one place only, and what must not stand where the loop runs.
@Suite struct ExistsOnceTests {
    /// A pattern, and the folders or files where it may stand.
    struct Rule: CustomTestStringConvertible, Sendable {
        let name: String
        let places: [String]
        let regex: @Sendable (SourceTree.File) -> [String]

        init(_ name: String, only places: [String], _ regex: @escaping @Sendable (SourceTree.File) -> [String]) {
            (self.name, self.places, self.regex) = (name, places, regex)
        }

        var testDescription: String { name }
    }

    static let rules: [Rule] = [
        Rule(
            "unstructured tasks",
            only: [
                "Shared/Reactor", "Shared/HTTP/Server", "Shared/Postgres/Connection/ConnectionAttempt.swift", "Tools",
                "Tests",
            ]
        ) {
            $0.lines(with: "Task", matching: /\bTask(?:\.detached|\.immediate)?\s*(?:\([^)]*\))?\s*\{(?!\})/)
        },
        Rule(
            "sleeping",
            only: [
                "Shared/Reactor", "Shared/ServiceKit/Periodic.swift", "Tools", "Tests",
                // Below ServiceKit: the rounds of draining, and the jitter before a statement is tried again.
                "Shared/HTTP/Server/HTTPServer+Drain.swift", "Shared/Postgres/PostgresClient+Write.swift",
            ]
        ) {
            $0.lines(
                with: "sleep",
                matching: /\bTask\.sleep|\bclock\.sleep|LoopClock\(\)\.sleep|\busleep\(|\bnanosleep\(|[^.a-z]sleep\(/)
        },
        Rule("the continuous clock, each sleep of which costs threads of Dispatch", only: ["Tests/ArchitectureTests"]) {
            $0.lines(with: "ContinuousClock", "SuspendingClock", matching: /\bContinuousClock\b|\bSuspendingClock\b/)
        },
        Rule("Dispatch", only: []) {
            $0.lines(with: "Dispatch", matching: /\bDispatch(?:Queue|Semaphore|Group|Source)/)
        },
        Rule("the wall clock", only: ["Shared/ServiceKit/WallClock.swift", "Shared/Observability", "Tools", "Tests"]) {
            $0.lines(with: "Date(", "Date.now", matching: /\bDate\(\)|\bDate\.now\b/)
        },
        Rule("the environment", only: ["Shared/ServiceKit/ServiceMain.swift", "Tools", "Tests"]) {
            $0.lines(with: "getenv", "environment", matching: /\bgetenv\(|ProcessInfo\.processInfo\.environment/)
        },
        Rule("JSONEncoder and JSONDecoder", only: ["Tools", "Tests"]) {
            $0.lines(with: "coder", matching: /\bJSON(?:En|De)coder\b/)
        },
        Rule("SQL text", only: ["Shared/Postgres", "Shared/TodoStore", "Tools/DevSidecar/Log", "Tests"]) {
            $0.lines(
                with: "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE",
                matching: /"[^"]*\b(?:SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b/)
        },
        Rule("unescaped SQL", only: ["Shared/Postgres", "Shared/TodoStore", "Tests"]) {
            $0.lines(with: "unescaped:", matching: /\\\(unescaped:/)
        },
        Rule("threads", only: ["Shared/Reactor", "Shared/Observability", "Tests"]) {
            $0.lines(with: "pthread_create", matching: /\bpthread_create\(/)
        },
        Rule("the date format", only: ["Shared/TodoCore", "Shared/JSON", "Shared/Observability", "Tools", "Tests"]) {
            $0.lines(with: "ISO8601", "DateFormatter", matching: /ISO8601FormatStyle|DateFormatter/)
        },
        Rule("forced values and forced tries", only: ["Tests"]) {
            $0.lines(
                with: "try!", "as!", "fatalError", "unowned", matching: /\btry!|\bas!|\bfatalError\(|unowned\(unsafe\)/)
        },
    ]

    @Test(arguments: rules) func itStandsOnlyWhereItBelongs(_ rule: Rule) {
        let found = SourceTree.package.files
            .filter { file in !rule.places.contains { file.path == $0 || file.isIn($0) } }
            .flatMap(rule.regex)
        #expect(found.isEmpty, "\(rule.name): \(found.joined(separator: "\n"))")
    }

    /// A file has one type and one thought; beyond 300 lines it has two.
    @Test func noFileIsLong() {
        for file in SourceTree.package.files where !file.isIn("Tests") {
            #expect(file.lines.count <= 300, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func nothingIsLeftForLater() {
        for file in SourceTree.package.files where !file.isIn("Tests/ArchitectureTests") {
            let found = file.lines(with: "TODO", "FIXME", "XXX", "HACK", matching: /\b(?:TODO|FIXME|XXX|HACK)\b/)
            #expect(found.isEmpty, "\(found)")
        }
    }
}
