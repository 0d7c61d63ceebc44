import ServiceKit

/// The public API and, as a command of its own, the relay of the outbox.
@main struct App {
    static func main() {
        ServiceMain(
            "api-gateway", "The public API of Todo, and the relay that publishes its events.",
            commands: [.serve, .relay, .migrate, .zone]
        ).run()
    }
}
