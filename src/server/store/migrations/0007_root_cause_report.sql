-- The figures of a month (M5). `reopened`: whether a ticket was ever taken up again after it had been solved. `problem_type`:
-- what its customer may come again with; empty on tickets that were done before this step, of which that is not known here.

ALTER TABLE tickets ADD COLUMN reopened BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE tickets ADD COLUMN problem_type TEXT NOT NULL DEFAULT '';
UPDATE tickets SET reopened = TRUE
    WHERE id IN (SELECT ticket_id FROM ticket_history WHERE record LIKE '%"kind":"reopened"%');

-- A month is counted over the first index alone; the second lists the tickets of a cause.
DROP INDEX tickets_solved;
CREATE INDEX tickets_solved ON tickets (solved_at, root_cause, created_at, reopened, customer_id, problem_type)
    WHERE root_cause IS NOT NULL;
CREATE INDEX tickets_by_cause ON tickets (root_cause, solved_at, id) WHERE root_cause IS NOT NULL;

-- Which department has had the figures of which month. The row is written in the transaction of the letter.
CREATE TABLE root_cause_mails (
    month      TEXT   NOT NULL,
    department TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (month, department)
);
