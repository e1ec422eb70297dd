-- What the same dead letter told twice has in common; see DeadLetterStore. Letters from before have none.
ALTER TABLE dead_letter ADD COLUMN content_key bytea;
CREATE INDEX dead_letter_content ON dead_letter (content_key) WHERE state = 'dead';

-- Events that wait keep the properties they came with, and go back through the outbox with them.
ALTER TABLE waiting_event ADD COLUMN properties jsonb;
ALTER TABLE outbox ADD COLUMN properties jsonb;
