/// A cron component as an input: when it fires, and which route of the application hears of it.
struct InputBinding: Sendable {
    let name: String
    let path: String
    let schedule: CronSchedule
    /// `direction` says input: the application is not asked.
    let isDeclaredInput: Bool

    init(_ component: ComponentResource) throws(ResourceError) {
        name = component.name
        path = component["route"].flatMap { $0.isEmpty ? nil : $0 } ?? component.name
        isDeclaredInput = component["direction"]?.contains("input") ?? false
        do {
            schedule = try CronSchedule(component["schedule"] ?? "")
        } catch { throw ResourceError("component \(component.name): \(error)") }
    }
}
