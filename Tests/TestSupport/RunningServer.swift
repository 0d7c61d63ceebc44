#if canImport(Testing)
    public import HTTP
    internal import Observability
    internal import Reactor

    /// Starts a server on a free port, calls `body`, and drains the server whatever happened.
    @LoopActor public func withServer<T: Sendable>(
        _ configuration: HTTPServerConfig = HTTPServerConfig(),
        limits: @escaping HTTPServer.Limits = { _ in .standard },
        respond: @escaping HTTPServer.Respond, _ body: @LoopActor (HTTPServer) async throws -> T
    ) async throws -> T {
        let server = HTTPServer(
            configuration, name: "test", logger: Logger("http", level: .error), metrics: Metrics(), limits: limits,
            respond: respond)
        try server.start()
        do {
            let result = try await body(server)
            await server.drain(within: .milliseconds(500))
            return result
        } catch {
            await server.drain(within: .zero)
            throw error
        }
    }
#endif
