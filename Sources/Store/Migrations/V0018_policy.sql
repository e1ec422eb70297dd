-- Editions of the policy as they were taken up, whole and never changed: an incident keeps the one it was opened under.
CREATE TABLE policy_edition (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition   text        NOT NULL UNIQUE,
    -- The file, as it was checked.
    body      text        NOT NULL,
    taken_at  timestamptz NOT NULL,
    taken_by  text        NOT NULL
);

-- Public holidays and make-up working days of years that were announced after these programs were made.
CREATE TABLE holiday_year (
    year      smallint    PRIMARY KEY,
    -- Counts what was taken up, over all years: workers look whether it has grown.
    revision  bigint      GENERATED ALWAYS AS IDENTITY,
    body      text        NOT NULL,
    taken_at  timestamptz NOT NULL,
    taken_by  text        NOT NULL
);

ALTER TABLE timer ADD COLUMN provisional boolean NOT NULL DEFAULT false;
CREATE INDEX timer_provisional ON timer (due_at) WHERE provisional;

ALTER TABLE timer_decision DROP CONSTRAINT timer_decision_outcome_check,
    ADD CONSTRAINT timer_decision_outcome_check
        CHECK (outcome IN ('climbed', 'skipped', 'empty', 'desk', 'answered'));

-- When whoever has it took it, and the spans in which its clocks stand: seconds since 1970, `from-until`, apart.
ALTER TABLE incident ADD COLUMN taken_at timestamptz, ADD COLUMN pauses text NOT NULL DEFAULT '';

-- In which stages of its incident a notice is worth sending; null for always.
ALTER TABLE notice ADD COLUMN stages text[];

-- When each desk was told last, and what waits until it may be told again: many incidents are one text a minute.
CREATE TABLE escalation_desk (
    -- `officer:12`, or a post such as `centreDuty:330604112`.
    desk    text        PRIMARY KEY,
    told_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE escalation_call (
    desk        text        NOT NULL,
    incident_id bigint      NOT NULL,
    kind        text        NOT NULL,
    rung        smallint    NOT NULL,
    edition     text        NOT NULL,
    deadline    timestamptz NOT NULL,
    severity    text        NOT NULL,
    due_at      timestamptz NOT NULL,
    PRIMARY KEY (desk, incident_id, kind, rung, edition)
);
CREATE INDEX escalation_call_due ON escalation_call (due_at);

-- What a township's desk is told by the calendar, and when next.
CREATE TABLE routine (
    name      text        NOT NULL,
    area_code text        NOT NULL,
    due_at    timestamptz NOT NULL,
    -- Whose times these are: another policy moves them.
    edition   text        NOT NULL,
    PRIMARY KEY (name, area_code)
) WITH (fillfactor = 70);
CREATE INDEX routine_due ON routine (due_at);

-- Who replied, and which doors have not: a city has 656,000 of them.
CREATE INDEX household_phone ON household (head_phone) WHERE head_phone IS NOT NULL;
