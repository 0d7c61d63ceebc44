/// The tables of the file. A newer stand-in only adds to them, so that `make run` keeps yesterday's events.
enum LogSchema {
    static let text = """
        CREATE TABLE IF NOT EXISTS streams(
            id INTEGER PRIMARY KEY, topic TEXT NOT NULL, "partition" INTEGER NOT NULL, next_offset INTEGER NOT NULL,
            UNIQUE (topic, "partition"));
        CREATE TABLE IF NOT EXISTS records(
            position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, "offset" INTEGER NOT NULL, timestamp INTEGER NOT NULL,
            key BLOB, headers BLOB NOT NULL, value BLOB NOT NULL, is_event INTEGER, expires_at INTEGER);
        CREATE UNIQUE INDEX IF NOT EXISTS records_by_offset ON records(stream, "offset");
        CREATE TABLE IF NOT EXISTS group_offsets(
            consumer_group TEXT NOT NULL, topic TEXT NOT NULL, "partition" INTEGER NOT NULL, next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, topic, "partition")) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS group_members(
            consumer_group TEXT NOT NULL, member TEXT NOT NULL, session_ms INTEGER NOT NULL, seen_at INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, member)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS stream_groups(
            consumer_group TEXT NOT NULL, stream TEXT NOT NULL, next_offset INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, stream)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS stream_pending(
            consumer_group TEXT NOT NULL, stream TEXT NOT NULL, "offset" INTEGER NOT NULL, delivered_at INTEGER NOT NULL,
            PRIMARY KEY (consumer_group, stream, "offset")) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS state(
            key TEXT PRIMARY KEY, data BLOB NOT NULL, version INTEGER NOT NULL, first_write INTEGER NOT NULL,
            expires_at INTEGER) WITHOUT ROWID;
        """
}
