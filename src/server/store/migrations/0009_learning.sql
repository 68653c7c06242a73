-- What searches taught about single phrasings (M3).

-- Phrasings that are not part of their answer: `proposed` because the answer helped when it was said, `demoted` because it
-- misled, `declined` by a lead. `agents`: how many different ones said so.
CREATE TABLE phrasing_cases (
    article_id TEXT   NOT NULL,
    phrasing   TEXT   NOT NULL,
    standing   TEXT   NOT NULL,
    agents     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (article_id, phrasing)
);
CREATE INDEX phrasing_cases_open ON phrasing_cases (agents, article_id, phrasing) WHERE standing <> 'declined';
INSERT INTO phrasing_cases (article_id, phrasing, standing, agents, at)
    SELECT article_id, phrasing, 'proposed', count(*), max(at) FROM proposed_phrasings GROUP BY article_id, phrasing;

-- How phrasings fared with whom: `helped` when the answer they found did, `misled` when another one did.
CREATE TABLE phrasing_uses (
    article_id TEXT   NOT NULL,
    phrasing   TEXT   NOT NULL,
    agent_id   TEXT   NOT NULL,
    helped     BIGINT NOT NULL,
    misled     BIGINT NOT NULL,
    PRIMARY KEY (article_id, phrasing, agent_id)
);
