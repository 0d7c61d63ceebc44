-- Events: out (outbox, leases of the relay), in (inbox, parked events), and the log that people read.

CREATE TABLE outbox_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    aggregate_id uuid NOT NULL,
    aggregate_seq bigint NOT NULL,
    partition_key uuid NOT NULL,
    -- The last four bits: random in ids of version 7, and a heartbeat's key can be chosen to hit its shard.
    shard smallint NOT NULL GENERATED ALWAYS AS ((get_byte(uuid_send(partition_key), 15) & 15)::smallint) STORED,
    user_id uuid,
    type text NOT NULL,
    topics text[] NOT NULL,
    payload json NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT '-infinity',
    last_error text,
    parked_at timestamptz,
    published_at timestamptz,
    redrives int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT outbox_events_event_id_unique UNIQUE (event_id),
    CONSTRAINT outbox_events_one_per_seq UNIQUE (aggregate_id, aggregate_seq)
) WITH (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.02);
CREATE INDEX outbox_events_ready ON outbox_events (shard, not_before, id)
    WHERE published_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_events_parked ON outbox_events (parked_at) WHERE parked_at IS NOT NULL;
ALTER TABLE outbox_events ALTER aggregate_id SET (n_distinct = -0.3);

CREATE TABLE relay_leases (
    shard smallint PRIMARY KEY,
    owner uuid,
    epoch bigint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT relay_leases_shard_range CHECK (shard BETWEEN 0 AND 15)
) WITH (fillfactor = 20);
INSERT INTO relay_leases (shard) SELECT generate_series(0, 15);

CREATE TABLE processed_events (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    topic text NOT NULL,
    partition int,
    "offset" bigint,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT processed_events_pkey PRIMARY KEY (consumer, event_id)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE INDEX processed_events_received ON processed_events (received_at);

CREATE TABLE dead_letters (
    id uuid PRIMARY KEY,
    consumer text NOT NULL,
    topic text NOT NULL,
    event_id uuid,
    raw bytea NOT NULL,
    reason text NOT NULL,
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    replayed_at timestamptz,
    dropped_at timestamptz
);
CREATE INDEX dead_letters_open ON dead_letters (received_at) WHERE replayed_at IS NULL AND dropped_at IS NULL;
CREATE INDEX dead_letters_due ON dead_letters (consumer, next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- No foreign keys: the log outlives the task. event_id is unique by the outbox: an index here costs a tenth of a create.
CREATE TABLE task_event_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    task_id uuid,
    user_id uuid NOT NULL,
    actor text NOT NULL,
    source text NOT NULL,
    event_type varchar(50) NOT NULL,
    event_data json NOT NULL,
    request_id text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX task_event_log_task ON task_event_log (task_id, id);
CREATE INDEX task_event_log_user ON task_event_log (user_id, id);
ALTER TABLE task_event_log ALTER user_id SET (n_distinct = -0.01), ALTER task_id SET (n_distinct = -0.3);

CREATE FUNCTION task_event_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('todo.account_erasure', true) = 'on' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'task_event_log is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER task_event_log_append_only BEFORE UPDATE OR DELETE ON task_event_log
    FOR EACH ROW EXECUTE FUNCTION task_event_log_append_only();
CREATE TRIGGER task_event_log_no_truncate BEFORE TRUNCATE ON task_event_log
    FOR EACH STATEMENT EXECUTE FUNCTION task_event_log_append_only();
