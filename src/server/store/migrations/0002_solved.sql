-- Which root cause stood behind a ticket, and when it was solved: the monthly figures (M5) count over an index.

ALTER TABLE tickets ADD COLUMN solved_at BIGINT;
ALTER TABLE tickets ADD COLUMN root_cause TEXT;
CREATE INDEX tickets_solved ON tickets (solved_at, root_cause) WHERE root_cause IS NOT NULL;
