-- What was asked of which phone, so that a digit that comes back means something. Letters tell open questions apart.
ALTER TABLE notice ADD COLUMN question text;

CREATE TABLE question (
    delivery_id bigint PRIMARY KEY,
    phone       text        NOT NULL,
    kind        text        NOT NULL,
    incident    text,
    letter      smallint    NOT NULL,
    -- Whether the phone had another question open, so that the text names the letter.
    is_lettered boolean     NOT NULL,
    asked_at    timestamptz NOT NULL,
    until_at    timestamptz NOT NULL,
    answer      text,
    answered_at timestamptz,
    -- Nothing more is expected: the last word has been said.
    closed_at   timestamptz
);
CREATE INDEX question_open ON question (phone, asked_at) WHERE closed_at IS NULL;
CREATE INDEX question_incident ON question (incident) WHERE incident IS NOT NULL;

-- Whoever wants nothing but emergencies, with the reply that says so.
CREATE TABLE opt_out (
    phone    text PRIMARY KEY,
    since    timestamptz NOT NULL,
    source   text        NOT NULL,
    event_id text        NOT NULL,
    words    text        NOT NULL
);

-- Phones that have replied: one transaction at a time looks at each, and counts what it was sent only to help.
CREATE TABLE replier (
    phone       text PRIMARY KEY,
    helps       smallint    NOT NULL DEFAULT 0,
    helps_since timestamptz NOT NULL
) WITH (fillfactor = 85);
