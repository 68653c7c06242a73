-- The fuse (M4). `fuse_at`: when time alone next changes something on a ticket, a step to be taken or a clock that runs out;
-- written by whatever changes the ticket, so that nobody looks through all of them.

ALTER TABLE tickets ADD COLUMN fuse_at BIGINT NOT NULL DEFAULT 253402300799000;
CREATE INDEX tickets_live_by_fuse ON tickets (fuse_at, id, live) WHERE live;

-- Steps that were taken. The key is what makes each of them happen once, whoever takes it.
CREATE TABLE escalations (
    ticket_id TEXT   NOT NULL,
    clock     TEXT   NOT NULL,
    run       BIGINT NOT NULL,
    step      TEXT   NOT NULL,
    round     BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, clock, run, step, round)
);

-- What holds for the whole database: by which policies its clocks were last counted.
CREATE TABLE facts (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
