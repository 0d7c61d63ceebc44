internal import Reactor

/// LISTEN and NOTIFY over one connection that does nothing else.
@LoopActor final class PostgresListener {
    private let dialer: Dialer
    private let catalog: StatementCatalog
    private var connection: PostgresConnection?
    private var request: Dialer.Request?
    private var streams: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
    private var made = 0
    /// Channels to LISTEN to and to notify at the next occasion.
    private var unheard: Set<String> = []
    private var unsent: Set<String> = []
    private var notifiers: [UnsafeContinuation<Void, Never>] = []
    private var isClosed = false

    init(_ dialer: Dialer, _ catalog: StatementCatalog) {
        self.dialer = dialer
        self.catalog = catalog
    }

    func listen(_ channel: String) -> AsyncStream<Void> {
        // One wake stands for any number of notifications.
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        guard !isClosed else {
            continuation.finish()
            return stream
        }
        made += 1
        let number = made
        if streams[channel] == nil { unheard.insert(channel) }
        streams[channel, default: [:]][number] = continuation
        continuation.onTermination = { [weak self] _ in
            LoopActor.perform { self?.streams[channel]?[number] = nil }
        }
        proceed()
        return stream
    }

    func notify(_ channel: String) async {
        // While the database is away nobody hears it, and whoever listens polls.
        guard !isClosed, !dialer.isDown else { return }
        await withUnsafeContinuation { continuation in
            unsent.insert(channel)
            notifiers.append(continuation)
            proceed()
        }
    }

    func close() {
        isClosed = true
        if let request { dialer.cancel(request) }
        connection?.lose()
        for stream in streams.values.flatMap(\.values) { stream.finish() }
        streams = [:]
        giveUpNotifying()
    }

    // MARK: Connection

    private func proceed() {
        guard !isClosed else { return }
        guard let connection else { return dial() }
        guard connection.isIdle, !(unheard.isEmpty && unsent.isEmpty) else { return }
        let heard = unheard
        let sent = notifiers
        let queries = heard.map(Self.listenStatement) + unsent.map { "SELECT pg_notify(\($0), '')" as SQL }
        (unheard, unsent, notifiers) = ([], [], [])
        connection.finished = { [weak self] fate, _ in
            guard let self else { return }
            for notifier in sent { notifier.resume() }
            guard fate == .answered else {
                self.unheard.formUnion(heard)
                return
            }
            // Whatever was notified before this moment was not heard.
            for channel in heard { self.wake(channel) }
            self.proceed()
        }
        connection.send(queries.map { Query(catalog.statement(for: $0), $0.binds) })
    }

    private static func listenStatement(_ channel: String) -> SQL {
        "LISTEN \(unescaped: "\"" + channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"")"
    }

    private func dial() {
        guard request == nil else { return }
        request = dialer.dial(.signal) { connection in
            self.request = nil
            self.adopt(connection)
        }
    }

    private func adopt(_ connection: PostgresConnection) {
        self.connection = connection
        connection.notified = { [weak self] channel in self?.wake(channel) }
        connection.closed = { [weak self] in
            guard let self else { return }
            self.connection = nil
            self.giveUpNotifying()
            self.unheard = Set(self.streams.keys)
            if !self.isClosed, !self.unheard.isEmpty { self.dial() }
        }
        proceed()
    }

    private func wake(_ channel: String) {
        guard let listening = streams[channel] else { return }
        for stream in listening.values { stream.yield() }
    }

    private func giveUpNotifying() {
        let given = notifiers
        (unsent, notifiers) = ([], [])
        for notifier in given { notifier.resume() }
    }
}
