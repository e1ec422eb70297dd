-- What makes workers safe: identity, outbox, deliveries in hand, dead letters, waiting events, the clock.

-- Never dropped: about 105 bytes a row. The key is the first 16 bytes of SHA-256 over length-prefixed source and id.
CREATE TABLE event_identity (
    worker  text  NOT NULL,
    key     bytea NOT NULL,
    verdict text  NOT NULL,
    PRIMARY KEY (key, worker)
) WITH (fillfactor = 100);

-- Told by a decision, not yet confirmed by the broker. The owner publishes within its claim; a sweep takes the rest.
CREATE TABLE outbox (
    cause         bytea       NOT NULL,
    ordinal       smallint    NOT NULL,
    worker        text        NOT NULL,
    exchange      text        NOT NULL,
    routing_key   text        NOT NULL,
    event_id      text        NOT NULL,
    body          bytea       NOT NULL,
    claimed_until timestamptz NOT NULL,
    PRIMARY KEY (cause, ordinal)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
-- After a long outage emergencies must not wait behind reminders.
CREATE INDEX outbox_claim ON outbox ((routing_key NOT LIKE 'urgent.%'), claimed_until);

-- Which deliveries a process runs that were delivered before: a row left behind by a dead process makes a suspect.
CREATE TABLE in_hand (
    key         bytea PRIMARY KEY,
    worker      text        NOT NULL,
    owner       text        NOT NULL,
    deaths      smallint    NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL
);

-- The durable snapshot of the dead-letter queues: body byte for byte, taken once.
CREATE TABLE dead_letter (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    worker          text        NOT NULL,
    taken_key       bytea       NOT NULL UNIQUE,
    reason          text        NOT NULL,
    error           text        NOT NULL,
    fingerprint     text        NOT NULL,
    attempts        integer     NOT NULL,
    urgent          boolean     NOT NULL,
    maybe_emergency boolean     NOT NULL,
    first_failed_at timestamptz,
    failed_at       timestamptz,
    origin_exchange text        NOT NULL,
    origin_key      text        NOT NULL,
    source          text,
    event_id        text,
    event_type      text,
    properties      jsonb       NOT NULL,
    body            bytea       NOT NULL,
    taken_at        timestamptz NOT NULL,
    state           text        NOT NULL DEFAULT 'dead' CHECK (state IN ('dead', 'replaying', 'replayed', 'discarded')),
    replays         integer     NOT NULL DEFAULT 0
);
CREATE INDEX dead_letter_open ON dead_letter (worker, fingerprint) WHERE state = 'dead';

-- What people did with the command, and why.
CREATE TABLE audit (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    operator text        NOT NULL,
    action   text        NOT NULL,
    because  text        NOT NULL,
    details  jsonb       NOT NULL
);

-- Events whose time has not come or whose incident is not there yet; run again when due.
CREATE TABLE waiting_event (
    worker      text        NOT NULL,
    cause       bytea       NOT NULL,
    due_at      timestamptz NOT NULL,
    reason      text        NOT NULL,
    tries       integer     NOT NULL DEFAULT 0,
    since       timestamptz NOT NULL,
    urgent      boolean     NOT NULL,
    event_id    text        NOT NULL,
    body        bytea       NOT NULL,
    PRIMARY KEY (worker, cause)
);
CREATE INDEX waiting_event_due ON waiting_event (worker, due_at);

-- A clock setting counts from the moment of its first use, for all processes alike and over their restarts.
CREATE TABLE fleet_clock (
    setting     text PRIMARY KEY,
    anchored_at timestamptz NOT NULL
);
