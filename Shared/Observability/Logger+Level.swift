extension Logger {
    /// How much a line matters. A service runs at `info`; shared modules log at `info` or below.
    public enum Level: String, CaseIterable, Comparable, Sendable {
        case trace, debug, info, notice, warning, error

        var rank: Int {
            switch self {
            case .trace: 0
            case .debug: 1
            case .info: 2
            case .notice: 3
            case .warning: 4
            case .error: 5
            }
        }

        public static func < (a: Level, b: Level) -> Bool { a.rank < b.rank }
    }
}
