import Cryptography
import FoundationEssentials
import HTTP
import Messaging
import Observability
import Postgres
import Reactor
import ServiceKit
import TodoCore
import TodoStore

extension App {
    /// What `serve` is made of.
    struct Gateway {
        /// In order of dependency: started from the first, stopped from the last.
        let services: [any Service]
        let api: HTTPServer
        /// The public routes, answerable without a socket.
        let router: Router<AppContext>
    }

    /// The gateway, composed; `now` and the identifiers are its only edges beside what the configuration names.
    @LoopActor static func build(
        _ config: APIGatewayConfig, _ context: CommandContext, now: @escaping @Sendable () -> Date = WallClock.now,
        ids: IdentifierSource = .system
    ) throws -> Gateway {
        let parts = ProcessParts(config.process, context)
        let postgres = parts.postgres
        let relay = config.runsRelay ? outboxRelay(parts, config.process, config.outbox, context) : nil
        let signal = OutboxSignal(postgres, hint: { relay?.wake() })
        let keys = try config.auth.external.map { try ExternalKeys($0, logger: context.logger) }
        let router = try router(config, postgres, keys, signal, context, now, ids)
        parts.health.addHealth(to: router)

        let api = HTTPServer(
            config.api, name: "api", logger: context.logger, metrics: context.metrics, router: router)
        api.refusal = { problem, headers in problem.localized(for: headers).response() }
        let subscriptions = parts.subscriptions("api-gateway", now: now)
        var services = parts.services + [signal]
        if let relay { services.append(relay) }
        if let keys, config.auth.external?.url != nil { services.append(keys) }
        services += [
            Upkeep(
                SessionStore(postgres), RateCounterStore(postgres), IdempotencyStore(postgres), logger: context.logger),
            TrashRetention(
                postgres, writer: TaskWriter(postgres, committed: { signal.raise() }), ids: ids,
                keeping: config.trashRetention, now: now, logger: context.logger),
            AccountErasure(AccountErasureStore(postgres), logger: context.logger),
            parts.sidecarListener { subscriptions.addRoutes(to: $0) },
            Listener(api, drainWithin: context.shutdown.inProgress),
        ]
        return Gateway(services: services, api: api, router: router)
    }

    /// The relay as a process of its own.
    @LoopActor static func buildRelay(_ config: RelayConfig, _ context: CommandContext) throws -> [any Service] {
        let parts = ProcessParts(config.process, context)
        let relay = outboxRelay(parts, config.process, config.outbox, context)
        let subscriptions = parts.subscriptions("relay", now: WallClock.now)
        return parts.services + [relay, parts.sidecarListener { subscriptions.addRoutes(to: $0) }]
    }

    @LoopActor private static func outboxRelay(
        _ parts: ProcessParts, _ process: ProcessConfig, _ config: OutboxConfig, _ context: CommandContext
    ) -> OutboxRelay {
        OutboxRelay(
            parts.postgres, publisher: EventPublisher(parts.dapr), config: config, failpoints: process.failpoints,
            logger: context.logger, metrics: context.metrics, now: WallClock.now)
    }

    // MARK: The public routes

    @LoopActor private static func router(
        _ config: APIGatewayConfig, _ postgres: PostgresClient, _ keys: ExternalKeys?, _ signal: OutboxSignal,
        _ context: CommandContext, _ now: @escaping @Sendable () -> Date, _ ids: IdentifierSource
    ) throws -> Router<AppContext> {
        let tokens = try AccessTokens(config.auth)
        let (users, sessions) = (UserStore(postgres), SessionStore(postgres))
        let profiles = Profiles(users)
        let cursors = Cursors(key: config.auth.key(for: "cursors"))
        let committed: @LoopActor @Sendable () -> Void = { signal.raise() }
        let (tags, writer) = (TagStore(postgres, ids: ids), TaskWriter(postgres, committed: committed))
        let zones = context.zones

        let router = Router(context.logger, context.metrics)
        router.intercept(SecurityHeaders())
        // A limit that is off stands in nobody's way.
        let limited = RateLimit(.addresses, config.rateLimit, context.metrics).map { router.group("", $0) }
        let open = limited ?? router.group()
        let logins = SessionCommands(
            users: users, sessions: sessions,
            limits: LoginLimits(counters: RateCounterStore(postgres), isEnabled: config.rateLimit.perUser > 0),
            passwords: PasswordHasher(pepper: config.auth.pepper), tokens: tokens,
            successors: HMACSHA256(key: config.auth.key(for: "refresh")), ids: ids, now: now)
        SessionRoutes(commands: logins, zones: zones).add(to: open)
        OpenAPIRoutes().add(to: open)
        DocsRoutes().add(to: open)

        let external = config.auth.external.flatMap { config in
            keys.map { ExternalTokens(config, keys: $0, users: users, zones: zones, now: now) }
        }
        let authenticator = TokenAuthenticator(tokens, external: external, now: now) { identity in
            let user = UserID(rawValue: identity.userID)
            guard let session = identity.sessionID else { return try await users.isActive(user) ?? false }
            return try await sessions.isLive(familyID: session, of: user)
        }
        let known = open.group("", authenticator)
        let own = known.owned(by: "user_id", OwnPath())
        let user = (RateLimit(.users, config.rateLimit, context.metrics).map { own.group("", $0) } ?? own).group(
            "", Idempotency(KeptAnswers(store: IdempotencyStore(postgres)), digest: { SHA256.digest($0) }))
        let forget: @LoopActor @Sendable (UserID) -> Void = { user in
            authenticator.forget(user)
            profiles.forget(user)
        }
        AccountRoutes.addPassword(logins, changed: forget, to: known)
        AccountRoutes(
            commands: AccountCommands(
                postgres: postgres, users: users, preferences: UserPreferencesStore(postgres), sessions: sessions,
                zones: zones, changed: forget, now: now), requiresIfMatch: config.requiresIfMatch
        ).add(to: user)
        let seriesWriter = RecurringTaskWriter(committed: committed)
        let occurrences = OccurrenceWriter(
            tasks: writer, series: seriesWriter, zones: zones, ids: ids, source: "api-gateway")
        TaskRoutes(
            commands: TaskCommands(
                postgres: postgres, tasks: TaskStore(postgres), tags: tags, writer: writer,
                series: TaskSeries(
                    postgres: postgres, store: RecurringTaskStore(postgres), writer: seriesWriter,
                    occurrences: occurrences, zones: zones, ids: ids),
                profiles: profiles, zones: zones, ids: ids, now: now),
            queries: TaskQueries(
                tasks: TaskStore(postgres), log: EventLog(postgres), profiles: profiles, cursors: cursors,
                zones: zones, now: now),
            requiresIfMatch: config.requiresIfMatch
        ).add(to: user)
        TagRoutes(
            commands: TagCommands(postgres: postgres, tags: tags, ids: ids, now: now), cursors: cursors,
            requiresIfMatch: config.requiresIfMatch
        ).add(to: user)
        RecurringTaskRoutes(
            commands: RecurringTaskCommands(
                postgres: postgres, series: RecurringTaskStore(postgres), writer: seriesWriter,
                occurrences: occurrences, tags: tags, profiles: profiles, zones: zones, ids: ids, now: now),
            cursors: cursors, requiresIfMatch: config.requiresIfMatch
        ).add(to: user)
        NotificationRoutes(
            postgres: postgres, notifications: NotificationStore(postgres), cursors: cursors, now: now
        ).add(to: user)
        return router
    }
}
