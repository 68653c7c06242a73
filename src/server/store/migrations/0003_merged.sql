-- A merged ticket is neither open nor closed: its work goes on in another one.

DROP INDEX tickets_open_by_customer;
CREATE INDEX tickets_open_by_customer ON tickets (customer_id, due_at, id, status)
    WHERE status NOT IN ('closed', 'merged');
