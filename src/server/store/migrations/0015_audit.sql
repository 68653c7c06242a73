-- Who looked at what, who came in, and who changed what others may do. Rows are only ever added, each sealed with the
-- hash of the one before it (see domain/audit.rs).

INSERT INTO counters (name, value) VALUES ('audit', 0);
CREATE TABLE audit (
    seq      BIGINT NOT NULL PRIMARY KEY,
    what     TEXT   NOT NULL,
    by_id    TEXT   NOT NULL,
    about_id TEXT   NOT NULL,
    record   TEXT   NOT NULL
);
CREATE INDEX audit_by_kind ON audit (what, seq);
CREATE INDEX audit_by_person ON audit (by_id, seq);
CREATE INDEX audit_by_person_and_kind ON audit (by_id, what, seq);
CREATE INDEX audit_by_subject ON audit (about_id, seq);

CREATE INDEX sessions_by_agent ON sessions (agent_id);
