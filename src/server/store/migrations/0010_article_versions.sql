-- Every version of an answer, with who wrote it: what was changed can be read, and taken back by hand.
CREATE TABLE article_versions (
    article_id TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    record     TEXT   NOT NULL,
    PRIMARY KEY (article_id, version)
);
