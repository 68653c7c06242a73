-- Gaps are closed by what says the same, however it is written (M3). `form`: SHA-256 of the spelling that is compared; empty: not known
-- yet, the server fills it in when it starts. A program that spells otherwise empties it.
ALTER TABLE knowledge_gaps ADD COLUMN form TEXT;
CREATE INDEX knowledge_gaps_by_form ON knowledge_gaps (form, query);
