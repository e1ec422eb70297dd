-- What people look at by incident: whom was told. Without it each look reads all notices ever sent.
CREATE INDEX notice_incident ON notice (incident) WHERE incident IS NOT NULL;
