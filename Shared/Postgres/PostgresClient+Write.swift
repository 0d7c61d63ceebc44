internal import Reactor

extension PostgresClient {
    /// Runs one writing statement in a batch that shares its commit with others, and answers after that commit.
    ///
    /// - Parameter committed: answers a row when the statement did commit, by something that was made before it was sent
    ///   (an event's id); its rows then take the place of the statement's own. It is asked after a connection was lost
    ///   in the middle of a commit. Without it such a loss throws `.outcomeUnknown`.
    /// - Throws: what the server said about this statement alone. Nothing was changed then, except after
    ///   `.outcomeUnknown`.
    public func write(_ sql: SQL, committed: SQL? = nil) async throws(PostgresError) -> PostgresRows {
        let query = try query(sql)
        switch await writes.run(query) {
        case .answered:
            guard query.rows == nil, let error = query.error, error.mayPassAlone else { return try counted(query) }
            return try await alone(sql, committed: committed)
        case .alone: return try await alone(sql, committed: committed)
        case .unknown(let processID): return try await resolve(sql, committed: committed, lost: processID)
        case .failed(let error): throw failed(error)
        case .cancelled(let isSent): throw failed(PostgresError(isSent ? .outcomeUnknown : .cancelled))
        }
    }

    /// Runs the statement in a session and a transaction of its own; what it says there is its answer.
    func alone(_ sql: SQL, committed: SQL? = nil, isWrite: Bool = true) async throws(PostgresError) -> PostgresRows {
        for attempt in 0... {
            let query = try query(sql)
            let session = try await session(within: .seconds(5))
            let fate = await session.run([query])
            let processID = session.processID
            sessions.release(session)
            if fate == .unknown, isWrite { return try await resolve(sql, committed: committed, lost: processID) }
            if Task.isCancelled, query.rows == nil { throw failed(PostgresError(.cancelled)) }
            guard query.rows == nil, attempt < 3, query.error?.isRepeatable ?? true else { return try counted(query) }
            metrics.retried("alone")
            if query.error != nil { try await pause(.milliseconds(Int.random(in: 10...100))) }
        }
        throw failed(PostgresError(.connectionLost))
    }

    /// Finds out whether a statement committed whose connection was lost at the Sync, and runs it again if not.
    ///
    /// The old server process may still be at work, so it is ended first: only then "not found" means "never".
    private func resolve(_ sql: SQL, committed: SQL?, lost: Int32) async throws(PostgresError) -> PostgresRows {
        guard let committed else { throw failed(PostgresError(.outcomeUnknown)) }
        let deadline = LoopClock.Instant.now.advanced(by: .seconds(2))
        var (lost, conflicts) = (lost, 0)
        while !Task.isCancelled, case let left = LoopClock.Instant.now.duration(to: deadline), left > .zero {
            guard let session = try? await sessions.acquire(within: left) else {
                try? await pause(.milliseconds(10))
                continue
            }
            let found = await find(committed, on: session, after: lost)
            guard let found, found.isEmpty else {
                sessions.release(session)
                if let found { return found }
                try? await pause(.milliseconds(10))
                continue
            }
            let query = try query(sql)
            let fate = await session.run([query])
            lost = session.processID
            sessions.release(session)
            guard fate == .answered else { continue }
            // A conflict may be with a copy of itself: look once more.
            guard query.error?.isConflict == true, conflicts == 0 else { return try counted(query) }
            conflicts += 1
        }
        throw failed(PostgresError(.outcomeUnknown))
    }

    /// The rows of `committed`, once the server process `lost` is gone; nil while it is not, or nobody answers.
    private func find(_ committed: SQL, on session: PostgresConnection, after lost: Int32) async -> PostgresRows? {
        guard let fence = try? query(Self.fence(lost)), let answer = try? query(committed) else { return nil }
        guard await session.run([fence, answer]) == .answered, fence.rows?.isEmpty == true else { return nil }
        return answer.rows
    }

    /// Ends a server process of ours whose connection is lost; no row once it is gone.
    static func fence(_ processID: Int32) -> SQL {
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid = \(processID) AND pid <> pg_backend_pid() AND datname = current_database()
        """
    }

    // MARK: Parts

    func session(within limit: Duration? = nil) async throws(PostgresError) -> PostgresConnection {
        do throws(PostgresError) {
            return try await sessions.acquire(within: limit)
        } catch {
            throw failed(error)
        }
    }

    func pause(_ duration: Duration) async throws(PostgresError) {
        do {
            try await LoopClock().sleep(for: duration)
        } catch {
            throw PostgresError(.cancelled)
        }
    }
}

extension PostgresError {
    /// A conflict that another attempt may not meet.
    var isRepeatable: Bool { kind == .serialization || isStalePlan }
    /// In a batch locks are given up after 250 ms; alone a statement may wait longer.
    var mayPassAlone: Bool { isRepeatable || sqlState == "55P03" }
    /// After an unknown commit: what a statement meets when its first copy did commit, or is about to.
    var isConflict: Bool {
        switch kind {
        case .uniqueViolation, .serialization, .timeout: true
        default: false
        }
    }
}
