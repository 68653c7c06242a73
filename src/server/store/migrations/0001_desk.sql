-- The desk: who works there, who calls, what was ordered, said, asked for and promised.
--
-- Every table keeps its record whole, as JSON text in `record`; the columns beside it are only what is searched,
-- sorted by, or raced for. The text runs on SQLite and PostgreSQL alike: ids are made by the application, times are
-- milliseconds since 1970 in UTC, bytes are BYTEA (any type name is good to SQLite). Names of people and words to
-- search for are compared as bytes, so that the order of a list does not depend on the locale of the database.

CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('event', 0), ('ticket', 10000);

CREATE TABLE agents (
    id            TEXT NOT NULL PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    record        TEXT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT   NOT NULL PRIMARY KEY,
    agent_id   TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE customers (
    id         TEXT   NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    record     TEXT   NOT NULL
);
CREATE INDEX customers_by_update ON customers (updated_at, id);

CREATE TABLE customer_phones (
    customer_id TEXT   NOT NULL,
    position    BIGINT NOT NULL,
    e164        TEXT,
    national    TEXT,
    last8       TEXT,
    raw         TEXT   NOT NULL,
    label       TEXT   NOT NULL,
    PRIMARY KEY (customer_id, position)
);
CREATE INDEX customer_phones_by_e164 ON customer_phones (e164, customer_id);
CREATE INDEX customer_phones_by_last8 ON customer_phones (last8, customer_id);
CREATE INDEX customer_phones_by_national ON customer_phones (national, customer_id);

-- Every beginning from which a customer can be found by typing: each word, and each character of a Chinese name.
CREATE TABLE customer_terms (
    term        BYTEA NOT NULL,
    customer_id TEXT  NOT NULL,
    PRIMARY KEY (term, customer_id)
);
CREATE INDEX customer_terms_by_customer ON customer_terms (customer_id);

CREATE TABLE reveals (
    id          TEXT   NOT NULL PRIMARY KEY,
    customer_id TEXT   NOT NULL,
    agent_id    TEXT   NOT NULL,
    field       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX reveals_by_customer ON reveals (customer_id, at, id);

CREATE TABLE orders (
    id              TEXT   NOT NULL PRIMARY KEY,
    customer_id     TEXT   NOT NULL,
    number          TEXT   NOT NULL,
    tracking_number TEXT,
    placed_at       BIGINT NOT NULL,
    record          TEXT   NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at, id);
CREATE INDEX orders_by_number ON orders (number, id);
CREATE INDEX orders_by_tracking_number ON orders (tracking_number, id);

CREATE TABLE interactions (
    id          TEXT   NOT NULL PRIMARY KEY,
    customer_id TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    record      TEXT   NOT NULL
);
CREATE INDEX interactions_by_customer ON interactions (customer_id, at, id);

CREATE TABLE flow_events (
    id          TEXT   NOT NULL PRIMARY KEY,
    customer_id TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    record      TEXT   NOT NULL
);
CREATE INDEX flow_events_by_customer ON flow_events (customer_id, at, id);

CREATE TABLE calls (
    id          TEXT    NOT NULL PRIMARY KEY,
    external_id TEXT    NOT NULL UNIQUE,
    begun       BOOLEAN NOT NULL,
    live        BOOLEAN NOT NULL,
    ringing     BOOLEAN NOT NULL,
    started_at  BIGINT  NOT NULL,
    facts       TEXT    NOT NULL,
    record      TEXT    NOT NULL
);
CREATE INDEX calls_by_start ON calls (started_at, id);
CREATE INDEX calls_live ON calls (started_at, id) WHERE live;
CREATE INDEX calls_ringing ON calls (started_at, id) WHERE ringing;

-- `live`: neither resolved nor closed. `assignee_id` is empty while nobody owns the ticket: unlike NULL, that can be
-- searched for and sorted by in one index on both databases. `due_at` and `soon_at` are far in the future while no clock
-- runs. The indexes end with the columns of their condition, so that SQLite counts without looking at the rows.
CREATE TABLE tickets (
    id          TEXT    NOT NULL PRIMARY KEY,
    number      BIGINT  NOT NULL UNIQUE,
    version     BIGINT  NOT NULL,
    status      TEXT    NOT NULL,
    live        BOOLEAN NOT NULL,
    assignee_id TEXT    NOT NULL,
    region      TEXT    NOT NULL,
    customer_id TEXT    NOT NULL,
    created_at  BIGINT  NOT NULL,
    due_at      BIGINT  NOT NULL,
    soon_at     BIGINT  NOT NULL,
    record      TEXT    NOT NULL
);
CREATE INDEX tickets_by_customer ON tickets (customer_id, created_at, id);
CREATE INDEX tickets_open_by_customer ON tickets (customer_id, due_at, id, status) WHERE status <> 'closed';
CREATE INDEX tickets_live ON tickets (due_at, id, live) WHERE live;
CREATE INDEX tickets_live_soon ON tickets (soon_at, live) WHERE live;
CREATE INDEX tickets_live_by_assignee ON tickets (assignee_id, due_at, id, live) WHERE live;
CREATE INDEX tickets_live_by_age ON tickets (assignee_id, created_at, live) WHERE live;
CREATE INDEX tickets_live_by_region ON tickets (region, due_at, id, live) WHERE live;

CREATE TABLE ticket_history (
    ticket_id TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    record    TEXT   NOT NULL,
    PRIMARY KEY (ticket_id, seq)
);

-- `changed_seq`: the event of the last change. Unlike a time it grows in the order of commits, so a reader who has
-- seen everything up to it has missed nothing.
CREATE TABLE articles (
    id          TEXT   NOT NULL PRIMARY KEY,
    version     BIGINT NOT NULL,
    changed_seq BIGINT NOT NULL,
    record      TEXT   NOT NULL
);
CREATE INDEX articles_by_change ON articles (changed_seq, id);

CREATE TABLE proposed_phrasings (
    article_id TEXT   NOT NULL,
    phrasing   TEXT   NOT NULL,
    agent_id   TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (article_id, phrasing, agent_id)
);

CREATE TABLE knowledge_uses (
    id         TEXT   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    agent_id   TEXT   NOT NULL,
    article_id TEXT,
    outcome    TEXT   NOT NULL,
    query      TEXT   NOT NULL
);
CREATE INDEX knowledge_uses_by_time ON knowledge_uses (at, id);

CREATE TABLE knowledge_gaps (
    query   TEXT   NOT NULL PRIMARY KEY,
    times   BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX knowledge_gaps_by_times ON knowledge_gaps (times, query);

CREATE TABLE todos (
    id       TEXT    NOT NULL PRIMARY KEY,
    owner_id TEXT    NOT NULL,
    done     BOOLEAN NOT NULL,
    due_at   BIGINT  NOT NULL,
    record   TEXT    NOT NULL
);
CREATE INDEX todos_open ON todos (owner_id, due_at, id) WHERE NOT done;

CREATE TABLE media (
    sha256       TEXT  NOT NULL PRIMARY KEY,
    content_type TEXT  NOT NULL,
    bytes        BYTEA NOT NULL
);

CREATE TABLE events (
    seq    BIGINT NOT NULL PRIMARY KEY,
    record TEXT   NOT NULL
);

-- The key is written in the transaction of the write it stands for; the answer follows when it is known.
CREATE TABLE idempotency_keys (
    agent_id     TEXT   NOT NULL,
    key          TEXT   NOT NULL,
    body_hash    TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    subject_kind TEXT,
    subject_id   TEXT,
    status       BIGINT,
    answer       TEXT,
    PRIMARY KEY (agent_id, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);
