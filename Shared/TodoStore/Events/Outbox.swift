internal import JSON
public import Postgres
internal import Reactor
public import TodoCore

/// Events on their way out, written as part of the statement that changes the state they tell of.
///
/// Nothing here sends `NOTIFY`: inside a writing transaction it serialises all commits of the database. Whoever wrote
/// wakes the relay after the commit.
public enum Outbox {
    /// Inserts the events in their order, in the caller's transaction.
    @LoopActor public static func append(
        _ events: [OutboxEvent], in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        guard !events.isEmpty else { return }
        try await transaction.execute(insert(events, from: "(SELECT 1) AS always"))
    }

    /// `INSERT … SELECT … FROM source`: the rows are written once for each row of `source`, so none when it has none.
    static func insert(_ events: [OutboxEvent], from source: SQL) -> SQL {
        guard events.count == 1, let event = events.first else { return insertMany(events, from: source) }
        return """
            INSERT INTO outbox_events
                (event_id, aggregate_id, aggregate_seq, partition_key, user_id, type, topics, payload)
            SELECT \(event.eventID), \(event.aggregateID), \(event.aggregateSeq), \(event.partitionKey),
                   \(event.userID), \(event.type)::text, \(event.topicNames)::text[], \(json: event.payload)::json
              FROM \(source)
            """
    }

    /// One prepared statement for any number of events; their ids rise in the order given.
    private static func insertMany(_ events: [OutboxEvent], from source: SQL) -> SQL {
        """
        INSERT INTO outbox_events
            (event_id, aggregate_id, aggregate_seq, partition_key, user_id, type, topics, payload)
        SELECT e.event_id, e.aggregate_id, e.aggregate_seq, e.partition_key, e.user_id, e.type,
               string_to_array(e.topics, ','), e.payload::json
          FROM \(source),
               unnest(\(events.map(\.eventID)), \(events.map(\.aggregateID)), \(events.map(\.aggregateSeq)),
                      \(events.map(\.partitionKey)), \(events.map(\.userID)), \(events.map(\.type)),
                      \(events.map { $0.topicNames.joined(separator: ",") }),
                      \(events.map(\.payload.text))) WITH ORDINALITY
               AS e (event_id, aggregate_id, aggregate_seq, partition_key, user_id, type, topics, payload, place)
         ORDER BY e.place
        """
    }
}

extension OutboxEvent {
    fileprivate var topicNames: [String] { topics.map(\.rawValue) }
}
