internal import FoundationEssentials
internal import Observability
internal import Reactor
internal import ServiceKit

/// All sidecars of a machine in one process: the store and the broker themselves, and an API port per application.
@LoopActor final class SidecarHost: Service {
    nonisolated let name = "dev-sidecar"
    let settings: SidecarHostSettings
    let database: LogDatabase
    let log: EventLog
    let coordinator: GroupCoordinator
    let streams: RedisStreams
    /// What is begun while it runs.
    let tasks = TaskScope()
    /// Waits that end with the host.
    let pauses = Pauses()
    let faults: FaultPlan
    private(set) var sidecars: [Sidecar] = []

    private let logger: Logger
    private let metrics: Metrics
    /// Called when `POST /v1.0/shutdown` has stopped the last sidecar; the flag is `dapr-force-shutdown`.
    var onShutdown: @LoopActor (_ forced: Bool) -> Void = { _ in }

    init(_ settings: SidecarHostSettings, logger: Logger, metrics: Metrics = Metrics()) {
        (self.settings, self.logger, self.metrics) = (settings, logger, metrics)
        database = LogDatabase(path: "\(settings.dataPath)/log.db")
        log = EventLog(database: database, partitionCounts: settings.partitions)
        faults = FaultPlan(seed: settings.seed)
        coordinator = GroupCoordinator(
            database: database, log: log, logger: logger, faults: faults, figures: settings.figures)
        streams = RedisStreams(database: database, log: log, logger: logger)
        faults.onSet = { [unowned self] in struck(by: $0) }
        for rule in settings.faults { faults.set(rule) }
    }

    /// The faults that do not wait for something to happen.
    private func struck(by rule: FaultRule) {
        logger.notice("A fault is on", ["fault": .init(rule.fault.name.rawValue), "id": .init(rule.id)])
        switch rule.fault {
        case .freeze:
            for sidecar in sidecars where rule.scope.covers(sidecar.context.place()) { sidecar.freeze(rule) }
        case .brokerDown, .brokerSilent: coordinator.loseEverybody(of: rule.scope.component)
        case .cronStorm: for sidecar in sidecars { sidecar.wakeBindings() }
        default: break
        }
    }

    /// Reads what the file holds and opens every API port. A mistake in a resource file stops it here.
    func start() async throws {
        try FileManager.default.createDirectory(atPath: settings.dataPath, withIntermediateDirectories: true)
        try await log.open()
        try await streams.open()
        try await coordinator.open(sessionLimit: settings.sessionTimeout)
        for options in settings.sidecars { try add(options) }
    }

    /// Opens one more sidecar, or one that was stopped, again.
    @discardableResult func add(_ options: SidecarOptions) throws -> Sidecar {
        let folder = try ResourceFolder(paths: options.resourcePaths, environment: settings.environment)
        for file in folder.unreadable { logger.warning("A resource file is no YAML", ["file": .init(file)]) }
        let context = SidecarContext(
            appID: options.appID, replica: options.replica, faults: faults, figures: settings.figures, tasks: tasks,
            pauses: pauses)
        let runtime = try SidecarRuntime(
            options, folder: folder, configuration: try configuration(options), tokens: settings.tokens,
            overrides: settings.overrides, sessionTimeout: settings.sessionTimeout, context: context, log: log,
            database: database)
        let sidecar = Sidecar(options, runtime: runtime, context: context, host: self, logger: logger)
        try sidecar.listen(metrics: metrics)
        sidecars.append(sidecar)
        tasks.spawn { await sidecar.run() }
        return sidecar
    }

    private func configuration(_ options: SidecarOptions) throws(ResourceError) -> ConfigurationResource {
        guard let path = options.configPath else { return ConfigurationResource() }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ResourceError("cannot read the configuration \(path)")
        }
        do {
            let documents = try YAMLReader.parse(Array(data))
            let found = documents.first { $0["kind"]?.string == "Configuration" }
            return found.map { ConfigurationResource($0) } ?? ConfigurationResource()
        } catch { throw ResourceError("\(path): \(error)") }
    }

    /// Until ``stop()`` or ``crash()``.
    func run() async {
        tasks.spawn { await self.retain() }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.log.run() }
            group.addTask { await self.coordinator.run() }
            group.addTask { await self.streams.run() }
            group.addTask { await self.tasks.run() }
        }
        await database.close()
    }

    private func retain() async {
        while !pauses.isClosed {
            do {
                try await log.applyRetention(settings.retention, now: WallClock.milliseconds)
            } catch { logger.error("Old records could not be deleted", ["error": .init(error)]) }
            await pauses.pause(.seconds(3600))
        }
    }

    /// Stops every sidecar as SIGTERM stops daprd, and then the broker.
    func stop() async {
        await withDiscardingTaskGroup { group in
            for sidecar in sidecars { group.addTask { await sidecar.stop() } }
        }
        await finish()
    }

    /// Stops every sidecar as `kill -9` does: no commit, no farewell.
    func crash() async {
        for sidecar in sidecars { await sidecar.crash() }
        await finish()
    }

    private func finish() async {
        faults.close()
        coordinator.close()
        streams.close()
        log.close()
        pauses.close()
        tasks.close()
    }

    /// `POST /v1.0/shutdown` of one sidecar; the others go on.
    func shutDown(_ sidecar: Sidecar, forced: Bool) {
        tasks.spawn {
            if forced { await sidecar.crash() } else { await sidecar.stop() }
            if self.sidecars.allSatisfy(\.isClosing) { self.onShutdown(forced) }
        }
    }
}
