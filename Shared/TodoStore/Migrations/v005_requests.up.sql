-- Answers kept for requests that come again with the same Idempotency-Key.

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL,
    method text NOT NULL,
    path text NOT NULL,
    key varchar(255) NOT NULL,
    body_hash bytea NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    body bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, method, path, key),
    CONSTRAINT idempotency_keys_body_hash_sha256 CHECK (octet_length(body_hash) = 32),
    CONSTRAINT idempotency_keys_success CHECK (status BETWEEN 200 AND 299)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
