-- Notices and their deliveries: one a phone and notice, for ever.
CREATE TABLE notice (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text        NOT NULL UNIQUE,
    -- The event that asked first: only what it asked for is expanded.
    cause        bytea       NOT NULL,
    purpose      text        NOT NULL,
    priority     text        NOT NULL,
    audience     jsonb       NOT NULL,
    text         text        NOT NULL,
    incident     text,
    requested_at timestamptz NOT NULL,
    not_before   timestamptz,
    expires_at   timestamptz,
    stopped_at   timestamptz
);

CREATE TABLE delivery (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id     bigint      NOT NULL REFERENCES notice,
    phone         text        NOT NULL,
    state         text        NOT NULL CHECK (state IN
                      ('pending', 'sending', 'ambiguous', 'submitted', 'delivered', 'failed', 'expired', 'stopped')),
    held          text,
    priority      smallint    NOT NULL,
    due_at        timestamptz NOT NULL,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    tries         smallint    NOT NULL DEFAULT 0,
    resends       smallint    NOT NULL DEFAULT 0,
    gateway       text,
    message_id    text,
    segments      smallint    NOT NULL,
    submitted_at  timestamptz,
    settled_at    timestamptz,
    problem       text,
    UNIQUE (notice_id, phone)
) WITH (fillfactor = 80);
CREATE INDEX delivery_due ON delivery (priority, due_at) WHERE state IN ('pending', 'sending', 'ambiguous');
CREATE INDEX delivery_message ON delivery (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX delivery_phone ON delivery (phone);
