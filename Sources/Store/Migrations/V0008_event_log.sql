-- What the workers have done with, in detail: for people, so rows of one event may stand twice and old days are dropped.
-- Identity is event_identity's affair, which keeps what must be kept for ever.
--
-- One partition a day of UTC, made days ahead by the workers' upkeep; the DEFAULT takes rows whose day nobody made.
-- The day is by the database's own clock, like leases: the fleet's clock may be set and sped up, and then rows would
-- come to days that nobody made.
CREATE TABLE event_log (
    logged_at   timestamptz NOT NULL DEFAULT statement_timestamp(),
    -- By the fleet's clock: when it was decided, and when it first came.
    at          timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    worker      text        NOT NULL,
    key         bytea       NOT NULL,
    source      text        NOT NULL,
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    subject     text,
    verdict     text        NOT NULL,
    urgent      boolean     NOT NULL,
    -- Failed tries before this one.
    attempts    smallint    NOT NULL
) PARTITION BY RANGE (logged_at);

-- Publishers choose ids, and a hash takes any length; it is less than half of a B-tree's size here and no slower to
-- write. Times need no index: the partitions are one.
CREATE INDEX event_log_event ON event_log USING hash (event_id);

CREATE TABLE event_log_default PARTITION OF event_log DEFAULT;
