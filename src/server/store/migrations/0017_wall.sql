-- The lead's wall (M19): what is counted of each person, over an index each.
--
-- `agent_id`: whoever answered a call, else for whom it rang; empty: nobody in particular. `silent_side`: who owes the other
-- a word, "customer" or "desk", since `silent_since`.

ALTER TABLE calls ADD COLUMN agent_id TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN answered_at BIGINT;
ALTER TABLE calls ADD COLUMN over_at BIGINT;
CREATE INDEX calls_of_day ON calls (started_at, agent_id, begun, answered_at, over_at);
CREATE INDEX calls_live_by_agent ON calls (agent_id, ringing, started_at, live) WHERE live;

CREATE INDEX tickets_live_by_owner ON tickets (region, assignee_id, due_at, id, soon_at, created_at, live) WHERE live;

ALTER TABLE tickets ADD COLUMN silent_side TEXT;
ALTER TABLE tickets ADD COLUMN silent_since BIGINT;
CREATE INDEX tickets_live_silent ON tickets (silent_since, id, live) WHERE live AND silent_since IS NOT NULL;
CREATE INDEX tickets_live_silent_by_region ON tickets (region, silent_since, id, live)
    WHERE live AND silent_since IS NOT NULL;
