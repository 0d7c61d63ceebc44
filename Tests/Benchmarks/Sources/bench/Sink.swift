import HTTP
import Observability
import Reactor

/// What a relay would see of a sidecar that costs nothing: 204 to every request.
@LoopActor enum Sink {
    static func serve(port: Int) async -> Int32 {
        let router = Router<PlainContext>()
        router.otherwise { _, _ in .empty(.noContent) }
        let server = HTTPServer(
            HTTPServerConfig(port: port), name: "sink", logger: Logger("bench", level: .warning), metrics: Metrics(),
            router: router)
        do {
            try server.start()
        } catch {
            print("bench: \(error)")
            return 1
        }
        while true { try? await LoopClock().sleep(for: .seconds(3_600)) }
    }
}
