import FoundationEssentials
import TodoCore

extension Identifier {
    /// An identifier that is the same in every test.
    static var sample: Self { .make(now: Date(microsecondsSince1970: 1_800_000_000_000_000), random: 42) }
}

extension IdentifierSource {
    /// Identifiers that are new each time and need no secrecy.
    static let sample = IdentifierSource { .random(in: .min ... .max) }
}

extension TaskRules {
    /// The rules for a user in UTC.
    static var sample: TaskRules { TaskRules(zone: .utc, zones: Fixture.zones, ids: .sample) }

    static func sample(in zone: String) -> TaskRules {
        TaskRules(zone: Fixture.zone(zone), zones: Fixture.zones, ids: .sample)
    }
}

extension TodoTask {
    /// A task with what the draft says, made at the instant.
    static func sample(
        _ draft: TaskDraft = TaskDraft(title: "Pay rent"), at now: Date = Fixture.date("2027-06-01T12:00:00Z"),
        rules: TaskRules = .sample
    ) -> TodoTask {
        create(draft, id: .make(now: now, random: 7), userID: .sample, at: now, rules: rules).task
    }
}
