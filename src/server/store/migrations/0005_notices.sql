-- What somebody away from the console must hear of. A row is written in the transaction of whatever happened, and sent
-- afterwards until it has arrived, or until nobody but a person can help it.
--
-- `gather`: notices with the same one may go as one message. `message`: the message it was put into when it was first
-- taken up; every further try sends that message again, so that the other side can tell. `next_at`: when to try; while
-- somebody is sending, when others may take over. `lease`: who is sending. `problem`: why the last try failed.
CREATE TABLE notices (
    id         TEXT   NOT NULL PRIMARY KEY,
    key        TEXT   NOT NULL UNIQUE,
    messenger  TEXT   NOT NULL,
    gather     TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    message    TEXT,
    lease      TEXT,
    tries      BIGINT NOT NULL,
    next_at    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    problem    TEXT,
    record     TEXT   NOT NULL
);
CREATE INDEX notices_waiting ON notices (messenger, next_at, id) WHERE state = 'waiting';
CREATE INDEX notices_to_gather ON notices (messenger, gather, next_at, id) WHERE state = 'waiting' AND message IS NULL;
CREATE INDEX notices_by_message ON notices (message, id) WHERE state = 'waiting';
CREATE INDEX notices_by_age ON notices (created_at, id);
CREATE INDEX notices_by_state ON notices (state, created_at, id);

-- How the account of a messenger's pace stands (milliseconds since 1970): all servers draw on one.
CREATE TABLE messenger_accounts (
    messenger TEXT   NOT NULL PRIMARY KEY,
    stands_at BIGINT NOT NULL
);
