import ServiceKit

/// Turns time into tasks.
@main struct App {
    static func main() {
        ServiceMain(
            "recurring-task-service", "Makes the tasks of recurring series when their time has come.",
            commands: [.serve]
        ).run()
    }
}
