-- Large audiences become deliveries area by area: when the next step is due, null when all are done, and the id of the
-- last area that is done.
ALTER TABLE notice ADD COLUMN expand_at timestamptz, ADD COLUMN expand_from bigint NOT NULL DEFAULT 0;
CREATE INDEX notice_expand ON notice (expand_at) WHERE expand_at IS NOT NULL;

-- Several texts for one phone that go as one: what was really sent, and with which other delivery this one went.
ALTER TABLE delivery ADD COLUMN text text, ADD COLUMN folded_into bigint;
CREATE INDEX delivery_folded ON delivery (folded_into) WHERE folded_into IS NOT NULL;

-- What falls due for one phone at one instant is found side by side; how many a phone was sent today, too.
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (priority, due_at, phone) WHERE state IN ('pending', 'sending', 'ambiguous');
DROP INDEX delivery_phone;
CREATE INDEX delivery_phone ON delivery (phone, submitted_at);
