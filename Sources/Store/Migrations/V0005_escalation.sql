-- Timers still armed, and what was decided when one fired. Both under the same key: one effect, ever.
-- Whoever writes either of an incident holds that incident's row locked.
CREATE TABLE timer (
    incident_id bigint      NOT NULL,
    kind        text        NOT NULL,
    rung        smallint    NOT NULL,
    edition     text        NOT NULL,
    due_at      timestamptz NOT NULL,
    deadline    timestamptz NOT NULL,
    -- Lower is claimed first; 0 is an emergency.
    priority    smallint    NOT NULL CHECK (priority BETWEEN 0 AND 3),
    PRIMARY KEY (incident_id, kind, rung, edition)
) WITH (fillfactor = 90);
CREATE INDEX timer_due ON timer (due_at);

CREATE TABLE timer_decision (
    incident_id bigint      NOT NULL,
    kind        text        NOT NULL,
    rung        smallint    NOT NULL,
    edition     text        NOT NULL,
    due_at      timestamptz NOT NULL,
    decided_at  timestamptz NOT NULL,
    late_by     double precision NOT NULL,
    outcome     text        NOT NULL CHECK (outcome IN ('climbed', 'skipped', 'empty', 'desk')),
    PRIMARY KEY (incident_id, kind, rung, edition)
);
