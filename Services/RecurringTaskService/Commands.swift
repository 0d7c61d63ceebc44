import Reactor
import ServiceKit

extension Command {
    /// `recurring-task-service serve`.
    static let serve = Command(
        "serve", "Makes tasks until it is stopped; any number of replicas may run.",
        configuration: { RecurringTaskServiceConfig($0) },
        run: { config, context in await context.run(App.build(config, context).services) })
}
