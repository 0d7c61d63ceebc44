internal import FoundationEssentials

/// A cron schedule as the cron binding reads it: five fields, six with seconds first, a descriptor, or `@every`.
struct CronSchedule: Sendable, Equatable {
    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    enum Form: Sendable, Equatable {
        /// Counted from the start of each sidecar.
        case every(Duration)
        case fields(CronFields)
    }

    let form: Form
    /// The `TZ=` prefix; nil is UTC, as in a container.
    let zone: String?

    private static let descriptors = [
        "@yearly": "0 0 0 1 1 *", "@annually": "0 0 0 1 1 *", "@monthly": "0 0 0 1 * *", "@weekly": "0 0 0 * * 0",
        "@daily": "0 0 0 * * *", "@midnight": "0 0 0 * * *", "@hourly": "0 0 * * * *",
    ]

    init(_ text: String) throws(Invalid) {
        var words = text.split(separator: " ").map(String.init)
        var zone: String?
        for prefix in ["CRON_TZ=", "TZ="] where words.first?.hasPrefix(prefix) == true {
            zone = String(words.removeFirst().dropFirst(prefix.count))
        }
        self.zone = zone
        if words.first == "@every" {
            guard words.count == 2, let duration = GoDuration.parse(words[1]), duration > .zero else {
                throw Invalid(description: "no interval in \(text)")
            }
            form = .every(duration)
            return
        }
        if words.count == 1, let fields = Self.descriptors[words[0]] {
            words = fields.split(separator: " ").map(String.init)
        }
        if words.count == 5 { words.insert("0", at: 0) }
        guard words.count == 6 else { throw Invalid(description: "expected 5 or 6 fields in \(text)") }
        form = .fields(try CronFields(words))
    }

    /// The next instant after `now`, in milliseconds since 1970; nil when there is none within five years.
    ///
    /// `offset` answers the seconds east of Greenwich that hold at a UTC second.
    func next(after now: Int64, offset: (Int64) -> Int64 = { _ in 0 }) -> Int64? {
        switch form {
        case .every(let duration):
            return now + max(1, Int64(duration / .milliseconds(1)))
        case .fields(let fields):
            var second = now / 1000 + 1
            let end = second + 5 * 366 * 86_400
            while second < end {
                let step = fields.step(at: second + offset(second))
                if step == 0 { return second * 1000 }
                second += step
            }
            return nil
        }
    }
}
