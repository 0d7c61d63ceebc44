import Reactor
import ServiceKit

extension Command {
    /// `notification-service serve`.
    static let serve = Command(
        "serve", "Notifies until it is stopped; any number of replicas may run.",
        configuration: { NotificationServiceConfig($0) },
        run: { config, context in await context.run(App.build(config, context).services) })
}
