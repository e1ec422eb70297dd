-- Incidents: the row is the fold of its history, kept for questions; the history is the truth.
-- Each value stands for a block of a hundred incident ids, handed out by one process.
CREATE SEQUENCE incident_block;

CREATE TABLE incident (
    id               bigint PRIMARY KEY,
    number           text        NOT NULL UNIQUE,
    category         text        NOT NULL,
    severity         text        NOT NULL,
    stage            text        NOT NULL,
    area_code        text        NOT NULL,
    place            text        NOT NULL,
    text             text        NOT NULL,
    responsible      text        NOT NULL,
    rule             text        NOT NULL,
    rung             smallint    NOT NULL DEFAULT 0,
    reports          integer     NOT NULL,
    sequence         integer     NOT NULL,
    edition          text        NOT NULL,
    opened_at        timestamptz NOT NULL,
    assigned_at      timestamptz NOT NULL,
    accepted_at      timestamptz,
    resolved_at      timestamptz,
    closed_at        timestamptz,
    merged_into      bigint
) WITH (fillfactor = 85);
CREATE INDEX incident_open ON incident (area_code text_pattern_ops, opened_at) WHERE closed_at IS NULL;

-- Facts of people and systems and the fleet's own decisions, each once. Sorted by (at, rank, source, event_id).
CREATE TABLE incident_event (
    incident_id bigint      NOT NULL,
    source      text        NOT NULL,
    event_id    text        NOT NULL,
    at          timestamptz NOT NULL,
    rank        smallint    NOT NULL,
    kind        text        NOT NULL,
    actor       text        NOT NULL,
    text        text        NOT NULL,
    category    text,
    severity    text,
    responsible text,
    rule        text,
    rung        smallint,
    score       smallint,
    told        bigint[]    NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (incident_id, source, event_id)
);

-- What makes two reports one incident: place and category within a window, or the upstream's own reference.
-- The primary key decides a race between replicas: the second waits for the first and then sees its row.
CREATE TABLE incident_key (
    key         bytea PRIMARY KEY,
    incident_id bigint      NOT NULL,
    first_at    timestamptz NOT NULL,
    until_at    timestamptz NOT NULL
) WITH (fillfactor = 85);
