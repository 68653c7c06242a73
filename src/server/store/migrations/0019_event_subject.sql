-- The events of one record, newest first, for a trace of it (M26). Older events have none, and go with time.
ALTER TABLE events ADD COLUMN subject TEXT;
CREATE INDEX events_by_subject ON events (subject, seq) WHERE subject IS NOT NULL;
