import ServiceKit

/// Decides what users are told, stores it and delivers it.
@main struct App {
    static func main() {
        ServiceMain(
            "notification-service", "Tells users of reminders, due dates and what happened to their tasks.",
            commands: [.serve]
        ).run()
    }
}
