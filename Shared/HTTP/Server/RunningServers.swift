internal import Reactor

/// The servers that the loop looks at in every turn; it takes a hook, and never gives it back.
@LoopActor enum RunningServers {
    private static var all: [HTTPServer] = []
    private static var isHooked = false

    static func add(_ server: HTTPServer) {
        all.append(server)
        guard !isHooked else { return }
        isHooked = true
        EventLoop.main.beforeSleep(.gather) {
            for server in all { server.runIfNeeded() }
        }
    }

    static func remove(_ server: HTTPServer) { all.removeAll { $0 === server } }
}
