-- What people did, for the comparison of a team (M19).
--
-- `presence_spans`: what somebody did from when until when; what they do now stands in their record. `solves`: each time a
-- ticket was solved; `again_at`: when the customer came again about it within a week.

CREATE TABLE presence_spans (
    agent_id TEXT   NOT NULL,
    from_at  BIGINT NOT NULL,
    to_at    BIGINT NOT NULL,
    presence TEXT   NOT NULL,
    PRIMARY KEY (agent_id, from_at)
);
CREATE INDEX presence_spans_by_end ON presence_spans (to_at, agent_id, presence, from_at);

CREATE TABLE solves (
    ticket_id    TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    agent_id     TEXT   NOT NULL,
    customer_id  TEXT   NOT NULL,
    problem_type TEXT   NOT NULL,
    again_at     BIGINT,
    PRIMARY KEY (ticket_id, at)
);
CREATE INDEX solves_by_time ON solves (at, agent_id, again_at);
CREATE INDEX solves_for_good ON solves (customer_id, problem_type, at) WHERE again_at IS NULL;
