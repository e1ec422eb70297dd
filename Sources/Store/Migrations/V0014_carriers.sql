-- Several carriers: each text goes to one of them, and what nobody can be asked about stays unknown.
ALTER TABLE delivery DROP CONSTRAINT delivery_state_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_state_check CHECK (state IN
    ('pending', 'sending', 'ambiguous', 'unknown', 'submitted', 'delivered', 'failed', 'expired', 'stopped'));

-- What the workers have in their settings, how it goes there, and what people have decided about it.
CREATE TABLE gateway (
    name        text PRIMARY KEY,
    kind        text        NOT NULL,
    is_draining boolean     NOT NULL DEFAULT false,
    is_first    boolean     NOT NULL DEFAULT false,
    seen_at     timestamptz NOT NULL,
    -- Why it took nothing the last time; null while it takes texts.
    problem     text,
    problem_at  timestamptz
);

-- The parts of long texts that their carrier names and receipts one by one.
CREATE TABLE delivery_part (
    delivery_id bigint  NOT NULL,
    message_id  text    NOT NULL,
    gateway     text    NOT NULL,
    delivered   boolean,
    PRIMARY KEY (delivery_id, message_id)
);
CREATE INDEX delivery_part_message ON delivery_part (message_id);

-- Receipts of messages that nobody knows yet: the answer that names the message is still to be recorded.
CREATE TABLE early_receipt (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gateway     text        NOT NULL,
    message_id  text        NOT NULL,
    delivered   boolean     NOT NULL,
    received_at timestamptz NOT NULL,
    due_at      timestamptz NOT NULL
);
CREATE INDEX early_receipt_due ON early_receipt (due_at);
