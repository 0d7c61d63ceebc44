-- What users are told, and its way through each channel.

CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    task_id uuid,
    kind text NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    data jsonb NOT NULL DEFAULT '{}',
    dedupe_key text NOT NULL,
    read_at timestamptz,
    dismissed_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notifications_kind_known CHECK (
        kind IN ('reminder', 'due_soon', 'due', 'overdue', 'completed', 'created', 'recurring_created',
            'recurring_missed', 'digest', 'webhook_disabled', 'security')),
    CONSTRAINT notifications_once UNIQUE (user_id, dedupe_key),
    CONSTRAINT notifications_version_positive CHECK (version > 0)
);
CREATE INDEX notifications_user_created ON notifications (user_id, created_at DESC, id DESC);
CREATE INDEX notifications_user_unread ON notifications (user_id, created_at DESC, id DESC) WHERE read_at IS NULL;
ALTER TABLE notifications ALTER user_id SET (n_distinct = -0.01);

CREATE TABLE notification_deliveries (
    id uuid PRIMARY KEY,
    notification_id uuid NOT NULL REFERENCES notifications ON DELETE CASCADE,
    user_id uuid NOT NULL,
    channel text NOT NULL,
    endpoint_id uuid,
    status text NOT NULL DEFAULT 'pending',
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz,
    lease_token uuid,
    expires_at timestamptz,
    last_error text,
    provider_id text,
    sent_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notification_deliveries_channel_known
        CHECK (channel IN ('email', 'web_push', 'ntfy', 'webhook', 'log')),
    CONSTRAINT notification_deliveries_status_known
        CHECK (status IN ('pending', 'sending', 'sent', 'failed', 'dead', 'suppressed', 'unknown')),
    CONSTRAINT notification_deliveries_lease
        CHECK ((status = 'sending') = (lease_token IS NOT NULL AND lease_until IS NOT NULL)),
    CONSTRAINT notification_deliveries_once UNIQUE NULLS NOT DISTINCT (notification_id, channel, endpoint_id)
) WITH (fillfactor = 80);
CREATE INDEX notification_deliveries_due ON notification_deliveries (channel, next_attempt_at)
    WHERE status IN ('pending', 'failed');
CREATE INDEX notification_deliveries_leased ON notification_deliveries (lease_until) WHERE status = 'sending';

CREATE TABLE delivery_attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id uuid NOT NULL REFERENCES notification_deliveries ON DELETE CASCADE,
    attempt int NOT NULL,
    lease_token uuid NOT NULL,
    outcome text NOT NULL DEFAULT 'started',
    error text,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CONSTRAINT delivery_attempts_outcome_known CHECK (outcome IN ('started', 'sent', 'failed', 'unknown')),
    CONSTRAINT delivery_attempts_once UNIQUE (delivery_id, attempt)
);
