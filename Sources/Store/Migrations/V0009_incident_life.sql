-- What the fold says since a transfer must be accepted, time can be granted, and a matter can begin again.
ALTER TABLE incident ADD COLUMN offered_to text;
ALTER TABLE incident ADD COLUMN asked_at timestamptz;
ALTER TABLE incident ADD COLUMN answer_by timestamptz;
ALTER TABLE incident ADD COLUMN resolve_by timestamptz;
ALTER TABLE incident ADD COLUMN bounces smallint NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN reopenings smallint NOT NULL DEFAULT 0;
UPDATE incident SET asked_at = assigned_at;
ALTER TABLE incident ALTER COLUMN asked_at SET NOT NULL;

-- The place as decided, the time given, the actor's posts as they were then, the incident that goes on.
ALTER TABLE incident_event ADD COLUMN area text;
ALTER TABLE incident_event ADD COLUMN until_at timestamptz;
ALTER TABLE incident_event ADD COLUMN posts text[] NOT NULL DEFAULT '{}';
ALTER TABLE incident_event ADD COLUMN into_id bigint;
-- For people to read: attachments, a mediation's session. Not read for folding.
ALTER TABLE incident_event ADD COLUMN details jsonb;

-- Whom to tell how it goes; personal, so apart from the history, which stays.
CREATE TABLE incident_reporter (
    incident_id bigint      NOT NULL,
    source      text        NOT NULL,
    event_id    text        NOT NULL,
    phone       text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (incident_id, source, event_id)
);

-- Filed at night for the village's duty team, to be handed over when the working day opens. A row until then.
CREATE TABLE hand_over (
    incident_id bigint PRIMARY KEY,
    due_at      timestamptz NOT NULL
);
CREATE INDEX hand_over_due ON hand_over (due_at);
