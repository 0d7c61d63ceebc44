-- Accounts, what they prefer, and their sessions.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email citext NOT NULL,
    name text NOT NULL,
    password_hash text,
    locale text NOT NULL DEFAULT 'en',
    timezone text NOT NULL DEFAULT 'UTC',
    week_start smallint NOT NULL DEFAULT 1,
    calendar_secret text,
    session_epoch int NOT NULL DEFAULT 0,
    email_suppressed_at timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT users_email_unique UNIQUE (email),
    CONSTRAINT users_email_length CHECK (char_length(email::text) BETWEEN 3 AND 254),
    CONSTRAINT users_name_length CHECK (char_length(name) BETWEEN 1 AND 100),
    CONSTRAINT users_locale_known CHECK (locale IN ('en', 'ur')),
    CONSTRAINT users_week_start_day CHECK (week_start BETWEEN 1 AND 7),
    CONSTRAINT users_calendar_secret_unique UNIQUE (calendar_secret),
    CONSTRAINT users_version_positive CHECK (version > 0)
);

-- A missing row means the defaults below.
CREATE TABLE user_preferences (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    channels jsonb NOT NULL DEFAULT '{}',
    quiet_enabled bool NOT NULL DEFAULT false,
    quiet_start time NOT NULL DEFAULT '22:00',
    quiet_end time NOT NULL DEFAULT '07:00',
    quiet_days smallint[] NOT NULL DEFAULT '{1,2,3,4,5,6,7}',
    urgent_bypass bool NOT NULL DEFAULT true,
    digest_enabled bool NOT NULL DEFAULT true,
    digest_time time NOT NULL DEFAULT '08:00',
    due_soon_window interval NOT NULL DEFAULT '24 hours',
    all_day_reminder_time time NOT NULL DEFAULT '09:00',
    default_reminders jsonb NOT NULL DEFAULT '[]',
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_preferences_due_soon_window CHECK (due_soon_window BETWEEN '1 hour' AND '7 days'),
    CONSTRAINT user_preferences_quiet_days CHECK (quiet_days <@ '{1,2,3,4,5,6,7}'::smallint[])
);

-- One row per refresh token. The tokens of one login are a family: a reused old one revokes them all.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    family_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    expires_at timestamptz NOT NULL,
    family_expires_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sessions_token_hash_unique UNIQUE (token_hash),
    CONSTRAINT sessions_token_hash_sha256 CHECK (octet_length(token_hash) = 32)
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_family ON sessions (family_id);

CREATE TABLE rate_counters (
    key text NOT NULL,
    window_start timestamptz NOT NULL,
    count int NOT NULL DEFAULT 1,
    CONSTRAINT rate_counters_pkey PRIMARY KEY (key, window_start)
) WITH (fillfactor = 50);
